import type { GraphNode } from '../document/project';
import type { LayerKind } from '../kinds/layerKind';
import { type Fix, formatMessage, type Report, type Severity } from '../kinds/report';
import type { Diagnostic } from './diagnostic';
import { fixEdit } from './nodeFixes';

/** Says that something is wrong with a node. */
export type Say = (
  code: string,
  severity: Severity,
  message: string,
  details?: { field?: string; port?: string; fixes?: readonly Fix[] },
) => void;

/** Where the problems of one node are gathered. */
export interface NodeReport {
  readonly diagnostics: Diagnostic[];
  readonly say: Say;
  /** For a kind's own rule: its messages by name. */
  forKind(kind: LayerKind): Report;
}

/** Starts the list of problems of a node. */
export function nodeReport(graphId: string, node: GraphNode): NodeReport {
  const diagnostics: Diagnostic[] = [];
  const say: Say = (code, severity, message, details = {}) => {
    const { fixes = [], ...place } = details;
    diagnostics.push({
      code,
      severity,
      graph: graphId,
      node: node.id,
      ...place,
      message,
      fixes: fixes.map((fix) => ({ title: fix.title, edit: fixEdit(graphId, node.id, fix) })),
    });
  };
  return {
    diagnostics,
    say,
    forKind(kind) {
      const at =
        (severity: Severity): Report['error'] =>
        (message, values, details) =>
          say(
            `${kind.id}/${message}`,
            severity,
            formatMessage(kind.messages[message] ?? message, values),
            details,
          );
      return { error: at('error'), warning: at('warning'), hint: at('hint') };
    },
  };
}
