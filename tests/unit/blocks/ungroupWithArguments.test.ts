import { describe, expect, it } from 'vitest';
import { analyseProject, isSound } from '../../../src/analysis/analyse';
import { blockEnds } from '../../../src/analysis/blockEnds';
import { graphTotals } from '../../../src/analysis/graphTotals';
import { ungroupBlock } from '../../../src/document/edits/blockEdits';
import { moveArgument } from '../../../src/document/edits/graphEdits';
import { setFields } from '../../../src/document/edits/nodeEdits';
import type { Project } from '../../../src/document/project';
import { drawProject } from './drawProject';

const project = drawProject({
  main: {
    arguments: { width: { type: 'integer', default: 6 } },
    nodes: [
      ['image', 'input', { shape: [32, 32, 3] }],
      ['fixed', 'block:unit', { filters: 4, kernel: [5, 3], name: 'tanh' }],
      ['wide', 'block:unit', { filters: '=width', deep: true }],
    ],
    wires: ['image → fixed', 'fixed → wide'],
  },
  unit: {
    arguments: {
      filters: { type: 'integer', default: 2 },
      kernel: { type: 'shape', default: [3, 3] },
      name: { type: 'choice', default: 'relu', options: ['relu', 'tanh'] },
      deep: { type: 'boolean', default: false },
    },
    nodes: [
      ['x', 'input', { shape: [32, 32, 3] }],
      ['wider', 'conv2d', { filters: '=4*filters', kernelSize: '=kernel', activation: '=name' }],
      ['more', 'conv2d', { filters: '=filters + index' }, { repeat: '=deep ? 2 : 1' }],
      ['last', 'conv2d', { filters: 5, kernelSize: ['=kernel[0]', 1] }, { bypass: '=!deep' }],
    ],
    wires: ['x → wider', 'wider → more', 'more → last'],
  },
});

function ungrouped(before: Project, node: string): Project {
  const unit = before.graphs.unit;
  if (!unit) throw new Error('There is no unit.');
  const after = ungroupBlock('main', node, blockEnds(unit)).apply(before);
  if (!after.ok) throw new Error(after.error);
  return after.value;
}

function numbers(of: Project) {
  const graph = analyseProject(of).graphs.main;
  if (!graph || !isSound(graph)) throw new Error(graph?.diagnostics[0]?.message ?? 'no graph');
  const { layers: _layers, ...totals } = graphTotals(graph);
  return totals;
}

describe('ungrouping a block with arguments', () => {
  it('puts their values into the fields and changes no number', () => {
    const one = ungrouped(project, 'fixed');
    expect(one.graphs.main?.nodes.wider?.fields).toEqual({
      filters: 16,
      kernelSize: [5, 3],
      activation: 'tanh',
    });
    expect(one.graphs.main?.nodes.more).toMatchObject({
      fields: { filters: '=4 + index' },
      repeat: 1,
    });
    expect(one.graphs.main?.nodes.last).toMatchObject({
      fields: { kernelSize: [5, 1] },
      bypass: true,
    });
    expect(numbers(one)).toEqual(numbers(project));
    const both = ungrouped(one, 'wide');
    expect(both.graphs.main?.nodes.wider1?.fields.filters).toBe('=4*(width)');
    expect(both.graphs.main?.nodes.last1?.bypass).toBe(false);
    expect(numbers(both)).toEqual(numbers(project));
    expect(both.graphs.unit).toBe(project.graphs.unit);
  });

  it('is refused for one that is frozen as a whole', () => {
    const frozen = setFields('main', 'fixed', { trainable: false }).apply(project);
    if (!frozen.ok || !project.graphs.unit) throw new Error('not frozen');
    const ends = blockEnds(project.graphs.unit);
    const after = ungroupBlock('main', 'fixed', ends).apply(frozen.value);
    expect(after).toMatchObject({ ok: false });
    if (!after.ok) expect(after.error).toMatch(/fixed is frozen as a whole/);
  });
});

describe('the arguments of a graph', () => {
  it('move up and down, no further than the ends', () => {
    const names = (of: Project): string[] => Object.keys(of.graphs.unit?.arguments ?? {});
    const moved = (name: string, by: number): string[] => {
      const after = moveArgument('unit', name, by).apply(project);
      if (!after.ok) throw new Error(after.error);
      return names(after.value);
    };
    expect(moved('name', -1)).toEqual(['filters', 'name', 'kernel', 'deep']);
    expect(moved('filters', 1)).toEqual(['kernel', 'filters', 'name', 'deep']);
    expect(moved('deep', 1)).toEqual(names(project));
    expect(moveArgument('unit', 'none', 1).apply(project).ok).toBe(false);
  });
});
