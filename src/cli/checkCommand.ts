import { analyseProject } from '../analysis/analyse';
import type { Diagnostic } from '../analysis/diagnostic';
import { projectDiagnostics } from '../analysis/projectDiagnostics';
import { diagnosticJson, diagnosticLine } from './diagnosticLines';
import { type ExitCode, exitCodes } from './exitCodes';
import { openProject } from './openProject';
import { printError, printJson, printLine } from './terminal';

/** `netloom check`: lists every problem of a project, errors on standard error. */
export async function checkCommand(
  file: string,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  const opened = await openProject(file);
  if (!opened.ok) {
    printError(`${file}: ${opened.error.message}`);
    return opened.error.exitCode;
  }
  const diagnostics = projectDiagnostics(analyseProject(opened.value));
  if (options.json) {
    printJson({ diagnostics: diagnostics.map(diagnosticJson) });
  } else {
    for (const diagnostic of diagnostics) {
      const print = diagnostic.severity === 'error' ? printError : printLine;
      print(diagnosticLine(file, diagnostic));
    }
    printLine(`${file}: ${countSentence(diagnostics)}`);
  }
  const isWrong = diagnostics.some(({ severity }) => severity === 'error');
  return isWrong ? exitCodes.projectErrors : exitCodes.fine;
}

function countSentence(diagnostics: readonly Diagnostic[]): string {
  const counts = (['error', 'warning', 'hint'] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  return counts.length === 0 ? 'no problems found.' : `${counts.join(', ')}.`;
}
