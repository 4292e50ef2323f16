import * as tf from '@tensorflow/tfjs';
import { analyseGraph } from '../../../src/analysis/analyse';
import { elementCount } from '../../../src/base/tensorType';
import { buildModel } from '../../../src/compile/buildModel';
import { workExample } from '../../../src/kinds/example';
import { layerKinds } from '../../../src/kinds/registry';
import { prepareRuntime } from '../../../src/runtime/prepareRuntime';
import { watchHeldBytes } from './heldBytes';

const batch = 8;
await tf.setBackend('cpu');
prepareRuntime();
const only = process.argv.slice(2);
const E = (t: { shape: readonly (number | null)[] }) =>
  (elementCount(t.shape as number[]) ?? 0) * batch;
for (const kind of layerKinds) {
  if (only.length && !only.includes(kind.id)) continue;
  for (const example of kind.examples) {
    try {
      const { inputs, outputs } = workExample(kind, example);
      if (!outputs) continue;
      const nodes: any = {};
      const edges: any[] = [];
      for (const [port, type] of Object.entries(inputs)) {
        nodes[`i${port}`] = {
          id: `i${port}`,
          kind: 'input',
          fields: { shape: [...type.shape], dtype: type.dtype },
        };
        edges.push({ from: { node: `i${port}`, port: 'y' }, to: { node: 'n', port } });
      }
      nodes.n = { id: 'n', kind: kind.id, fields: { ...example.fields } };
      if (Object.keys(inputs).length === 0) continue;
      const analysis = analyseGraph('g', { role: 'network', nodes, edges } as any);
      const built = await buildModel(analysis, { seed: 1, forTraining: true });
      const watch = watchHeldBytes();
      const feeds = Object.values(inputs).map((t) =>
        t.dtype === 'float32'
          ? tf.variable(tf.randomUniform([batch, ...(t.shape as number[])]))
          : tf.zeros([batch, ...(t.shape as number[])], t.dtype as any),
      );
      const weights = built.weights.filter((w) => w.trainable).map((w) => w.variable);
      const xs = [...feeds.filter((f) => f instanceof tf.Variable), ...weights] as tf.Variable[];
      const engine = tf.engine() as any;
      let fwd = 0;
      let outIds: object[] = [];
      const run = () =>
        tf.tidy(() => {
          const dy = tf.ones([batch, ...(Object.values(outputs)[0]!.shape as number[])]);
          watch.mark();
          const r = engine.gradients(
            () => {
              const y = built.apply(feeds as any, true);
              outIds = y.map((t) => t.dataId as object);
              fwd = watch.now();
              return y[0];
            },
            xs,
            dy,
            true,
          );
          const end = watch.now();
          return { end, grads: r.grads.map((g: any) => g?.size ?? 0) };
        });
      run();
      let inBackward = 0;
      // bytes at end of backward: before endScope; patch tidy
      const own = engine.endScope;
      const { end, grads } = (() => {
        engine.endScope = function (result: any) {
          if (this.state.activeScope?.name === 'backward') inBackward = watch.now();
          return own.call(engine, result);
        };
        const r = run();
        engine.endScope = own;
        return r;
      })();
      const h = watch.read();
      const ids = new Map<object, string>();
      feeds.forEach((f) => ids.set(f.dataId as object, 'x'));
      built.weights.forEach((w) => ids.set(w.variable.dataId as object, 'w'));
      outIds.forEach((id) => ids.set(id, ids.get(id) ?? 'y'));
      let savedX = 0,
        savedY = 0,
        inner = 0;
      for (const [id, size] of h.saved) {
        const w = ids.get(id);
        if (w === 'x') savedX += size / 4;
        else if (w === 'y') savedY += size / 4;
        else if (!w) inner += size / 4;
      }
      const X = Object.values(inputs).reduce((s, t) => s + E(t), 0);
      const Y = Object.values(outputs).reduce((s, t) => s + E(t), 0);
      const W = weights.reduce((s, w) => s + w.size, 0);
      const dx = grads
        .slice(0, xs.length - weights.length)
        .reduce((a: number, b: number) => a + b, 0);
      const back = (inBackward - h.backward) / 4;
      const shareY = outIds.some((id) => ids.get(id) === 'x');
      console.log(
        kind.id,
        JSON.stringify(example.fields),
        `X=${X} Y=${Y} W=${W} sx=${savedX} sy=${savedY}${shareY ? ' VIEW' : ''} keptInside=${inner} fwdEnd=${(fwd - h.start) / 4 - Y} backInside=${back - dx - W} dx=${dx} temp=${(h.peak - inBackward) / 4}`,
      );
      watch.end();
    } catch (error) {
      console.log(kind.id, 'ERR', (error as Error).message.slice(0, 100));
    }
  }
}
