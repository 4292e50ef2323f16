import type { Result } from '../../base/result';
import { failure, success } from '../../base/result';
import type { Graph, Project } from '../project';

/**
 * A named, pure change of a project. `apply` returns the changed project, the same object when there
 * is nothing to change, or why the change cannot be made; it never throws for what a user can cause.
 */
export interface Edit {
  /** What the history shows: "Delete conv1". */
  readonly label: string;
  readonly apply: (project: Project) => Result<Project>;
  /**
   * Edits that follow each other with the same key become one step of the history: typing into one
   * field, dragging one selection.
   */
  readonly mergeKey?: string;
}

/** An edit of one graph; fails when the project has no such graph. */
export function graphEdit(
  label: string,
  graphId: string,
  change: (graph: Graph) => Result<Graph>,
  mergeKey?: string,
): Edit {
  const edit: Edit = {
    label,
    apply(project) {
      const graph = project.graphs[graphId];
      if (!graph) return failure(`There is no graph named "${graphId}".`);
      const changed = change(graph);
      if (!changed.ok) return changed;
      if (changed.value === graph) return success(project);
      return success({ ...project, graphs: { ...project.graphs, [graphId]: changed.value } });
    },
  };
  return mergeKey === undefined ? edit : { ...edit, mergeKey };
}

/** Several edits as one step of the history; all are made or none is. */
export function combineEdits(label: string, edits: readonly Edit[]): Edit {
  return {
    label,
    apply(project) {
      let current = project;
      for (const edit of edits) {
        const next = edit.apply(current);
        if (!next.ok) return next;
        current = next.value;
      }
      return success(current);
    },
  };
}
