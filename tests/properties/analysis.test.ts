import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../src/analysis/analyse';
import type { Diagnostic } from '../../src/analysis/diagnostic';
import type {
  GraphAnalysis,
  NodeAnalysis,
  ProjectAnalysis,
} from '../../src/analysis/graphAnalysis';
import { edgesOutOf } from '../../src/analysis/graphStructure';
import { graphTotals } from '../../src/analysis/graphTotals';
import { summarise } from '../../src/analysis/summary';
import { perform, redo, startHistory, undo } from '../../src/document/history';
import type { Project } from '../../src/document/project';
import { anyAction, smallProject } from './arbitraryEdits';

/** A diagnostic without the functions that make its fixes, which are new every time. */
const plain = ({ fixes, ...diagnostic }: Diagnostic) => ({
  ...diagnostic,
  fixes: fixes.map((fix) => ({ title: fix.title, label: fix.edit.label })),
});

/** Everything an analysis says of a graph, comparable; what blocks hold included. */
function toldGraph(graph: GraphAnalysis): object {
  return {
    graph: graph.graph,
    use: graph.use,
    order: graph.structure.order,
    wires: [...graph.structure.incoming].map(([node, into]) => [node, [...into]]),
    unused: [...graph.structure.unused],
    cyclic: [...graph.structure.cyclic],
    nodes: [...graph.nodes].map(([id, node]) => [id, toldNode(node)]),
    inputs: graph.inputs,
    outputs: graph.outputs,
    diagnostics: graph.diagnostics.map(plain),
    totals: graphTotals(graph),
    summary: summarise(graph, 3, 2),
  };
}

function toldNode(node: NodeAnalysis): object {
  return {
    ...node,
    kind: node.kind?.id,
    diagnostics: node.diagnostics.map(plain),
    parts: node.parts?.map(toldNode) ?? null,
    inner: node.inner && toldGraph(node.inner),
  };
}

/** Everything an analysis says, comparable. */
function told(analysis: ProjectAnalysis): object[] {
  return Object.values(analysis.graphs).map(toldGraph);
}

/** The nodes that something flows to from one node, itself included. */
function downstream(graph: GraphAnalysis, from: string): Set<string> {
  const reached = new Set([from]);
  for (const id of reached) {
    for (const edge of edgesOutOf(graph.structure, id)) reached.add(edge.to.node);
  }
  return reached;
}

describe('analysis', () => {
  it('after any edit, undo or redo, says what an analysis from nothing says', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: anyAction },
      { weight: 1, arbitrary: fc.constantFrom('undo' as const, 'redo' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let history = startHistory(smallProject());
        let analysis = analyseProject(history.project);
        for (const action of steps) {
          if (action === 'undo') history = undo(history);
          else if (action === 'redo') history = redo(history);
          else {
            const edit = action(history.project);
            const next = edit && perform(history, edit);
            if (next?.ok) history = next.value;
          }
          analysis = analyseProject(history.project, analysis);
          expect(told(analysis)).toEqual(told(analyseProject(history.project)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps what is known of the nodes that an edit does not reach', () => {
    const analysis = analyseProject(smallProject());
    const { main } = analysis.graphs;
    if (!main) throw new Error('no graph');
    for (const changed of Object.keys(main.graph.nodes)) {
      const node = main.graph.nodes[changed];
      if (!node) continue;
      const project: Project = {
        ...analysis.project,
        graphs: {
          ...analysis.project.graphs,
          main: {
            ...main.graph,
            nodes: {
              ...main.graph.nodes,
              [changed]: { ...node, fields: { ...node.fields, units: 7 } },
            },
          },
        },
      };
      const after = analyseProject(project, analysis).graphs.main;
      const reached = downstream(main, changed);
      for (const [id, before] of main.nodes) {
        if (!reached.has(id)) expect(after?.nodes.get(id)).toBe(before);
      }
    }
  });

  it('has names, places and fixes that exist, whatever is drawn', () => {
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 25 }), (actions) => {
        let project = smallProject();
        for (const action of actions) {
          const changed = action(project)?.apply(project);
          if (changed?.ok) project = changed.value;
        }
        const before = analyseProject(project);
        for (const diagnostic of before.graphs.main?.diagnostics ?? []) {
          expect(diagnostic.message).toMatch(/[A-Za-z].*[.?]$/s);
          if (diagnostic.node !== null) {
            expect(project.graphs.main?.nodes).toHaveProperty(diagnostic.node);
          }
          for (const fix of diagnostic.fixes) {
            const fixed = fix.edit.apply(project);
            expect(fixed, fix.title).toMatchObject({ ok: true });
            if (!fixed.ok) continue;
            const after = analyseProject(fixed.value, before).graphs.main?.diagnostics ?? [];
            const same = after.filter(
              (other) => JSON.stringify(plain(other)) === JSON.stringify(plain(diagnostic)),
            );
            expect(same, `${diagnostic.message} ${fix.title}`).toEqual([]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
