import type { Diagnostic } from './diagnostic';
import type { ProjectAnalysis } from './graphAnalysis';
import { phaseDiagnostics } from './phaseDiagnostics';

/** All problems of a project: graph by graph, then those of its training settings. */
export function projectDiagnostics(analysis: ProjectAnalysis): readonly Diagnostic[] {
  return [
    ...Object.values(analysis.graphs).flatMap((graph) => graph.diagnostics),
    ...phaseDiagnostics(analysis.project, analysis),
  ];
}
