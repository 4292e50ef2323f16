import { describe, expect, it } from 'vitest';
import { drawSteps } from '../../../renderer/unrolled/stepsDrawing';
import { type FirstSteps, firstSteps } from '../../../src/analysis/firstSteps';
import { openTemplate } from '../templates/openTemplate';

function unrolled(template: string, node: string, most = 3): FirstSteps {
  const { network } = openTemplate(template);
  const found = network.nodes.get(node);
  const told = found && firstSteps(network, found, most);
  if (!told) throw new Error(`${node} has no steps.`);
  return told;
}

describe('the first steps of a scanned block', () => {
  it('say what each input gets and what each output goes to', () => {
    const told = unrolled('recurrent/lstm-from-gates', 'drawn');
    expect([told.shown, told.steps, told.cell.id]).toEqual([3, 6, 'cell']);
    expect(told.inputs).toEqual([
      { node: 'h', role: 'state', fedFrom: 'nextH', source: null },
      { node: 'x', role: 'sequence', fedFrom: null, source: 'x' },
      { node: 'c', role: 'state', fedFrom: 'nextC', source: null },
    ]);
    expect(told.outputs).toEqual([
      { node: 'nextH', keep: 'all', isFedBack: true },
      { node: 'nextC', keep: 'all', isFedBack: true },
    ]);
    expect(unrolled('recurrent/lstm-from-gates', 'drawn', 9).shown).toBe(6);
  });

  it('tell a teacher, states that come from outside and what is given whole', () => {
    const { inputs } = unrolled('attention/additive-attention', 'decoder');
    const of = (node: string) => inputs.find((input) => input.node === node);
    expect(of('word')).toMatchObject({ role: 'teacher', fedFrom: 'chosen', source: 'previous' });
    expect(of('state')).toMatchObject({ role: 'state', source: 'firstState' });
    expect(of('sentence')).toMatchObject({ role: 'whole', fedFrom: null, source: 'encoder' });
    const decoder = unrolled('recurrent/sequence-to-sequence', 'decoder');
    expect(decoder.inputs.find(({ node }) => node === 'c2')?.source).toBe('encoder2:c');
  });

  it('are none for what is not scanned', () => {
    const { network } = openTemplate('recurrent/lstm-from-gates');
    const layer = network.nodes.get('layer');
    expect(layer && firstSteps(network, layer, 3)).toBeNull();
  });

  it.each([
    ['recurrent/lstm-from-gates', 'drawn'],
    ['recurrent/gru-from-gates', 'drawn'],
    ['recurrent/sequence-to-sequence', 'decoder'],
    ['recurrent/video-to-text', 'upper'],
    ['attention/additive-attention', 'decoder'],
  ])('are drawn inside the picture, no box over another: %s', (template, node) => {
    const told = unrolled(template, node);
    const { width, height, frames, frame, boxes, wires, labels } = drawSteps(told);
    expect(frames).toHaveLength(told.shown);
    expect(boxes.length % told.shown).toBe(0);
    for (const box of boxes) {
      const around = frames.find(({ step }) => step === box.step)!;
      expect(box.x - box.half).toBeGreaterThanOrEqual(around.x);
      expect(box.x + box.half).toBeLessThanOrEqual(around.x + frame.width);
      for (const other of boxes) {
        const isBeside = Math.abs(other.x - box.x) >= other.half + box.half;
        if (other !== box) expect(isBeside || Math.abs(other.y - box.y) >= 20).toBe(true);
      }
    }
    for (const { x, y } of labels) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThanOrEqual(height);
    }
    for (const { path } of wires) expect(path).not.toMatch(/NaN|undefined/);
    // Every state goes from each step to the next.
    const states = told.inputs.filter(({ fedFrom }) => fedFrom !== null).length;
    const straight = wires.filter(({ path, kind }) => kind === 'between' && / H /.test(path));
    const taught = told.inputs.filter(({ role }) => role === 'teacher').length;
    expect(straight).toHaveLength(states * (told.shown + 1) - taught);
    // No name of an output stands over another.
    const above = labels.filter(({ y }) => y < frame.y - 10);
    for (const label of above) {
      for (const other of above) {
        const apart = 3 * (label.text.length + other.text.length);
        if (other !== label) expect(Math.abs(other.x - label.x)).toBeGreaterThanOrEqual(apart);
      }
    }
  });
});
