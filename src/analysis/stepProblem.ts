import type { Diagnostic, DiagnosticFix } from './diagnostic';
import type { StepParts } from './stepLearners';

/** A problem of a training step. */
export function stepProblem(
  { id }: Pick<StepParts, 'id'>,
  code: string,
  node: string | null,
  severity: Diagnostic['severity'],
  message: string,
  details: {
    readonly field?: string;
    readonly port?: string;
    readonly fixes?: readonly DiagnosticFix[];
  } = {},
): Diagnostic {
  const { fixes = [], ...place } = details;
  return { code: `step/${code}`, severity, graph: id, node, ...place, message, fixes };
}
