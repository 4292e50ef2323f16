import type { Result } from '../base/result';
import { success } from '../base/result';
import type { Edit } from './edits/edit';
import type { Project } from './project';

/** One step that was made: the project before it, and its label. */
interface Step {
  readonly label: string;
  readonly mergeKey: string | null;
  readonly before: Project;
}

/**
 * A project with its past and future. Projects share every part that an edit left alone, so a step
 * costs only what it changed, and undo restores exactly what was there.
 */
export interface History {
  readonly project: Project;
  readonly past: readonly Step[];
  readonly future: readonly { readonly label: string; readonly after: Project }[];
}

/** How many steps are kept. */
export const historyLimit = 500;

/** A history that starts at a project. */
export function startHistory(project: Project): History {
  return { project, past: [], future: [] };
}

/**
 * Makes an edit. An edit that changes nothing leaves the history as it is; one that continues the
 * last (same merge key) becomes part of that step.
 */
export function perform(history: History, edit: Edit): Result<History> {
  const changed = edit.apply(history.project);
  if (!changed.ok) return changed;
  if (changed.value === history.project) return success(history);
  const last = history.past.at(-1);
  const continues =
    edit.mergeKey !== undefined && last?.mergeKey === edit.mergeKey && history.future.length === 0;
  const past = continues
    ? history.past
    : [
        ...history.past,
        { label: edit.label, mergeKey: edit.mergeKey ?? null, before: history.project },
      ].slice(-historyLimit);
  return success({ project: changed.value, past, future: [] });
}

/** Closes the last step, so that the next edit starts one of its own whatever its merge key. */
export function closeStep(history: History): History {
  const last = history.past.at(-1);
  if (!last || last.mergeKey === null) return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, mergeKey: null }] };
}

/** Takes the last step back; the same history when there is none. */
export function undo(history: History): History {
  const last = history.past.at(-1);
  if (!last) return history;
  return {
    project: last.before,
    past: history.past.slice(0, -1),
    future: [{ label: last.label, after: history.project }, ...history.future],
  };
}

/** Makes the step again that was taken back last; the same history when there is none. */
export function redo(history: History): History {
  const [next, ...future] = history.future;
  if (!next) return history;
  return {
    project: next.after,
    past: [...history.past, { label: next.label, mergeKey: null, before: history.project }],
    future,
  };
}
