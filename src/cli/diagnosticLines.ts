import type { Diagnostic } from '../analysis/diagnostic';

/** A problem as a line for people: `file: node: message (code)`; warnings and hints say what they are. */
export function diagnosticLine(file: string, diagnostic: Diagnostic): string {
  const { node, severity, message, code } = diagnostic;
  return [
    file,
    ...(node === null ? [] : [node]),
    ...(severity === 'error' ? [] : [severity]),
    `${message} (${code})`,
  ].join(': ');
}

/** A problem as JSON, fixes by their titles. */
export function diagnosticJson(diagnostic: Diagnostic): object {
  const { code, severity, graph, node, port, field, message, fixes } = diagnostic;
  return {
    code,
    severity,
    graph,
    node,
    port: port ?? null,
    field: field ?? null,
    message,
    fixes: fixes.map(({ title }) => ({ title })),
  };
}
