import type { Phase } from '../document/project';
import type { Diagnostic, DiagnosticFix } from './diagnostic';
import type { GraphAnalysis } from './graphAnalysis';

/** A phase with its place in the project and the analysis of the network that it trains. */
export interface PhaseInProject {
  readonly phase: Phase;
  readonly index: number;
  readonly graph: GraphAnalysis;
}

/** A problem of a phase, at a node where one is concerned; an error unless `severity` says else. */
export function phaseProblem(
  { phase }: Pick<PhaseInProject, 'phase'>,
  code: string,
  message: string,
  details: {
    readonly severity?: Diagnostic['severity'];
    readonly node?: string;
    readonly field?: string;
    readonly fixes?: readonly DiagnosticFix[];
  } = {},
): Diagnostic {
  const { severity = 'error', node = null, field, fixes = [] } = details;
  return {
    code: `training/${code}`,
    severity,
    graph: phase.network,
    node,
    ...(field === undefined ? {} : { field }),
    message,
    fixes,
  };
}
