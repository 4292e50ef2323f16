import type { Edit } from '../document/edits/edit';
import type { Severity } from '../kinds/report';

/** A way out of a problem, made with one click; an ordinary edit that undo takes back. */
export interface DiagnosticFix {
  readonly title: string;
  readonly edit: Edit;
}

/** Something wrong, or worth a second look, at a place in a graph. */
export interface Diagnostic {
  /** `kind/message` or `graph/message`; never reworded, programs rely on it. */
  readonly code: string;
  readonly severity: Severity;
  readonly graph: string;
  /** The node it belongs to; null when it concerns the whole graph. */
  readonly node: string | null;
  readonly port?: string;
  readonly field?: string;
  /** What is wrong, the value found, and what to do. */
  readonly message: string;
  readonly fixes: readonly DiagnosticFix[];
}
