import type { Diagnostic } from './diagnostic';
import type { ProjectAnalysis } from './graphAnalysis';
import { phaseDiagnostics } from './phaseDiagnostics';

/**
 * All problems of a project: graph by graph, then what a block has only in other uses than the one
 * that is shown, then those of its training settings.
 */
export function projectDiagnostics(analysis: ProjectAnalysis): readonly Diagnostic[] {
  const shown = Object.values(analysis.graphs).flatMap((graph) => graph.diagnostics);
  const said = new Set(shown.map(whatItSays));
  const elsewhere: Diagnostic[] = [];
  for (const use of analysis.uses.values()) {
    for (const diagnostic of use.diagnostics) {
      const text = whatItSays(diagnostic);
      if (said.has(text)) continue;
      said.add(text);
      elsewhere.push(diagnostic);
    }
  }
  return [...shown, ...elsewhere, ...phaseDiagnostics(analysis.project, analysis)];
}

/** Problems that say the same of the same place are one, whatever the use of the block. */
function whatItSays({ graph, node, code, message }: Diagnostic): string {
  return `${graph} ${node} ${code} ${message}`;
}
