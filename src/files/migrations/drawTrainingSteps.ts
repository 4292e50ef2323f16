import type { JsonValue } from '../../base/jsonValue';

type Json = { readonly [key: string]: JsonValue };

/** The columns that data sets of format 1 gave: what was fed, and what was compared unless said otherwise. */
const usualColumns: Readonly<Record<string, readonly [input: string, target: string]>> = {
  mnist: ['image', 'label'],
  playground: ['point', 'label'],
  csv: ['features', 'label'],
  idx: ['image', 'label'],
  imageFolder: ['image', 'label'],
};

/** Losses of format 1 whose single output told two classes apart at 0 instead of ½. */
const signedLosses: readonly JsonValue[] = ['meanSquaredError', 'meanAbsoluteError', 'hinge'];

/** Losses that compared with classes wherever the settings of a table left open what its column holds. */
const classLosses: readonly JsonValue[] = [
  'categoricalCrossentropy',
  'binaryCrossentropy',
  'hinge',
];

/**
 * Format 1 to 2: a phase was a form (network, data, loss, optimizer); now it runs a drawn training
 * step. Every form becomes the step that it stood for.
 */
export function drawTrainingSteps(file: Json): Json {
  const { phases, graphs } = file;
  if (!Array.isArray(phases) || !isJson(graphs)) return file;
  const drawn: Record<string, JsonValue> = { ...graphs };
  const changed = phases.map((phase: JsonValue): JsonValue => {
    // What is no form is left for the reader to complain about.
    if (!isJson(phase) || typeof phase.network !== 'string' || !isJson(phase.data)) return phase;
    const step = freeName(drawn, phases.length > 1 ? `train-${phase.network}` : 'train');
    drawn[step] = stepOf(phase as Json & { network: string; data: Json });
    const {
      recipe: _recipe,
      network: _network,
      data: _data,
      input: _input,
      target: _target,
      loss: _loss,
      optimizer: _optimizer,
      ...kept
    } = phase;
    return { ...kept, step };
  });
  return { ...file, graphs: drawn, phases: changed };
}

function isJson(value: JsonValue | undefined): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function freeName(graphs: Readonly<Record<string, JsonValue>>, wanted: string): string {
  const stem = wanted.slice(0, 70);
  if (!Object.hasOwn(graphs, stem)) return stem;
  for (let number = 2; ; number++) {
    if (!Object.hasOwn(graphs, `${stem}${number}`)) return `${stem}${number}`;
  }
}

function stepOf(phase: Json & { readonly network: string; readonly data: Json }): Json {
  const dataKind = String(phase.data.kind);
  const [usualInput, usualTarget] = usualColumns[dataKind] ?? ['image', 'label'];
  const input = typeof phase.input === 'string' ? phase.input : usualInput;
  const named = typeof phase.target === 'string' ? phase.target : usualTarget;
  // A table's column was called by what it holds.
  const target = dataKind === 'csv' && named === 'target' ? 'label' : named;
  const loss = isJson(phase.loss) ? phase.loss : {};
  const optimizer = isJson(phase.optimizer) ? phase.optimizer : { kind: 'adam' };
  const threshold: Json = signedLosses.includes(loss.kind as JsonValue)
    ? { fields: { threshold: 0 } }
    : {};
  const nodes: JsonValue[] = [
    { ...phase.data, id: 'data' },
    { id: 'network', kind: `call:${phase.network}` },
    { ...loss, id: 'loss' },
    { ...optimizer, id: 'update' },
    { id: 'predictions', kind: 'predictions', ...threshold },
  ];
  const edges: JsonValue[] = [
    { from: `data:${input}`, to: 'network' },
    { from: 'network', to: 'loss:prediction' },
    { from: `data:${target}`, to: 'loss:target' },
    { from: 'loss', to: 'update:a' },
    { from: `data:${input}`, to: 'predictions:example' },
    { from: 'network', to: 'predictions:prediction' },
    { from: `data:${target}`, to: 'predictions:target' },
  ];
  if (holdsClasses(phase.data, target, loss.kind)) {
    nodes.push({ id: 'accuracy', kind: 'accuracy', ...threshold });
    edges.push(
      { from: 'network', to: 'accuracy:prediction' },
      { from: `data:${target}`, to: 'accuracy:target' },
    );
  }
  if (dataKind === 'playground' && input === 'point') {
    nodes.push({ id: 'boundary', kind: 'decisionBoundary', ...threshold });
    edges.push(
      { from: 'data:point', to: 'boundary:points' },
      { from: 'network', to: 'boundary:prediction' },
      { from: 'data:label', to: 'boundary:target' },
    );
  }
  return { role: 'trainingStep', nodes, edges };
}

function holdsClasses(data: Json, target: string, loss: JsonValue | undefined): boolean {
  if (target !== 'label') return false;
  if (data.kind !== 'csv') return true;
  const task = isJson(data.fields) ? data.fields.task : undefined;
  return task === 'classification' || (task !== 'regression' && classLosses.includes(loss ?? null));
}
