import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setFields } from '../../src/document/edits/nodeEdits';
import {
  closeStep,
  type History,
  historyLimit,
  perform,
  redo,
  startHistory,
  undo,
} from '../../src/document/history';
import type { Project } from '../../src/document/project';
import { type Action, anyAction, smallProject } from './arbitraryEdits';

/** A history after an action; the same history where the action cannot be made. */
function performed(history: History, action: Action): History {
  const edit = action(history.project);
  const next = edit && perform(closeStep(history), edit);
  return next?.ok ? next.value : history;
}

/** A project that nobody can write to, with a copy to compare it with. */
function frozen(project: Project): Project {
  const freeze = <Value>(value: Value): Value => {
    if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
      Object.freeze(value);
      for (const part of Object.values(value)) freeze(part);
    }
    return value;
  };
  return freeze(structuredClone(project));
}

const actions = fc.array(anyAction, { maxLength: 30 });

describe('history', () => {
  it('undo takes back exactly what was done, redo makes exactly what was undone', () => {
    fc.assert(
      fc.property(actions, (made) => {
        let history = startHistory(smallProject());
        const projects: Project[] = [history.project];
        for (const action of made) {
          const next = performed(history, action);
          if (next.project !== history.project) projects.push(next.project);
          history = next;
        }
        expect(history.past).toHaveLength(projects.length - 1);
        for (const project of projects.slice(0, -1).reverse()) {
          history = undo(history);
          expect(history.project).toBe(project);
        }
        expect(undo(history)).toBe(history);
        for (const project of projects.slice(1)) {
          history = redo(history);
          expect(history.project).toBe(project);
        }
        expect(redo(history)).toBe(history);
      }),
    );
  });

  it('never writes to a project that was', () => {
    fc.assert(
      fc.property(actions, (made) => {
        let history = startHistory(frozen(smallProject()));
        for (const action of made) {
          const next = performed(history, action);
          history = { ...next, project: frozen(next.project) };
        }
      }),
    );
  });

  it('a new edit drops what was undone', () => {
    fc.assert(
      fc.property(actions, anyAction, (made, last) => {
        const history = undo(made.reduce(performed, startHistory(smallProject())));
        const next = performed(history, last);
        if (next.project === history.project) expect(next.future).toEqual(history.future);
        else expect(next.future).toEqual([]);
      }),
    );
  });

  it('leaves wires that end at nodes, and at most one in each port', () => {
    fc.assert(
      fc.property(actions, (made) => {
        const { project } = made.reduce(performed, startHistory(smallProject()));
        const { nodes, edges } = project.graphs.main ?? { nodes: {}, edges: [] };
        for (const [id, node] of Object.entries(nodes)) expect(node.id).toBe(id);
        for (const { from, to } of edges) {
          expect(nodes).toHaveProperty(from.node);
          expect(nodes).toHaveProperty(to.node);
        }
        const ends = edges.map(({ to }) => `${to.node}:${to.port}`);
        expect(new Set(ends).size).toBe(ends.length);
      }),
    );
  });

  it('typing into one field is one step; into another, or after a pause, the next', () => {
    const type = (history: History, name: string, value: number): History => {
      const next = perform(history, setFields('main', 'conv', { [name]: value }));
      if (!next.ok) throw new Error(next.error);
      return next.value;
    };
    const start = startHistory(smallProject());
    let history = [1, 12, 128].reduce((all, value) => type(all, 'filters', value), start);
    expect(history.past).toHaveLength(1);
    expect(undo(history).project).toBe(start.project);
    history = type(history, 'kernelSize', 5);
    expect(history.past).toHaveLength(2);
    history = type(closeStep(history), 'kernelSize', 7);
    expect(history.past).toHaveLength(3);
    history = type(undo(history), 'kernelSize', 9);
    expect(history.past).toHaveLength(3);
    expect(history.future).toEqual([]);
  });

  it('an edit that changes nothing leaves no step', () => {
    const start = startHistory(smallProject());
    expect(perform(start, setFields('main', 'conv', { filters: 4 }))).toEqual({
      ok: true,
      value: start,
    });
    expect(perform(start, setFields('main', 'conv', { strides: undefined }))).toEqual({
      ok: true,
      value: start,
    });
  });

  it('keeps the last steps when there are very many', () => {
    let history = startHistory(smallProject());
    for (let units = 1; units <= historyLimit + 20; units++) {
      const next = perform(closeStep(history), setFields('main', 'classes', { units }));
      if (next.ok) history = next.value;
    }
    expect(history.past).toHaveLength(historyLimit);
    for (let step = 0; step < historyLimit; step++) history = undo(history);
    expect(history.project.graphs.main?.nodes.classes?.fields.units).toBeGreaterThanOrEqual(19);
  });
});
