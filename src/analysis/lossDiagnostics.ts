import { setFields } from '../document/edits/nodeEdits';
import type { LossKind } from '../kinds/training/stepKind';
import type { Diagnostic, DiagnosticFix } from './diagnostic';
import { activationFix, type FinalActivation, finalActivation } from './finalActivation';
import type { GraphAnalysis } from './graphAnalysis';
import { edgesInto } from './graphStructure';
import type { StepParts } from './stepLearners';
import { stepProblem } from './stepProblem';

/** What a loss compares, where it comes straight from a network or an activation. */
interface PredictionEnd {
  readonly activation: string;
  /** Words for where the activation stands. */
  readonly place: string;
  /** The network that ends in it, for fixes; null for a node of the step itself. */
  readonly network: { readonly graph: GraphAnalysis; readonly end: FinalActivation } | null;
}

/** Says where a loss gets no probabilities and expects them, or the other way round. */
export function lossDiagnostics(
  parts: StepParts,
  id: string,
  kind: LossKind,
): readonly Diagnostic[] {
  const ports = [...edgesInto(parts.structure, id).keys()].filter((port) =>
    comparedPorts.has(port),
  );
  return ports.flatMap((port) => portDiagnostics(parts, id, kind, port));
}

/** The ports of losses at which what a network gives arrives; targets come in at others. */
const comparedPorts: ReadonlySet<string> = new Set([
  'prediction',
  'real',
  'fake',
  'student',
  'teacher',
]);

function portDiagnostics(
  parts: StepParts,
  id: string,
  kind: LossKind,
  port: string,
): readonly Diagnostic[] {
  const fields = parts.nodes.get(id)?.fields;
  const expected = fields ? kind.expects(fields) : null;
  const end = expected && predictionEnd(parts, id, port);
  const wanted = expected?.[0];
  if (!end || wanted === undefined || expected.includes(end.activation)) return [];
  const found =
    end.activation === 'linear' ? 'without an activation' : `with the activation ${end.activation}`;
  if (wanted === 'linear') {
    // Only a softmax or sigmoid before one is certainly a mistake.
    const { activation } = end;
    if (activation !== 'softmax' && activation !== 'sigmoid') return [];
    return [
      stepProblem(
        parts,
        'activationTwice',
        id,
        'error',
        kind.fields.fromLogits
          ? `${kind.title} applies ${kind.head} itself here, but ${end.place} has applied ${activation} already: twice is wrong. Take it out there, or switch it off in ${id}.`
          : `${kind.title} takes scores of any size and applies ${activation} itself where it needs it, but ${end.place} has applied it already: twice is wrong. Take it out there.`,
        {
          port,
          fixes: [
            ...(kind.fields.fromLogits && activation === kind.head
              ? [
                  {
                    title: `Do not apply ${kind.head} in ${id}`,
                    edit: setFields(parts.id, id, { fromLogits: undefined }),
                  },
                ]
              : []),
            ...fixNetwork(end, 'linear'),
          ],
        },
      ),
    ];
  }
  return [
    stepProblem(
      parts,
      'lastActivation',
      id,
      'warning',
      `${kind.title} compares probabilities, as ${expected.join(' or ')} gives them, but ${end.place} ends ${found}. Add ${wanted}, or let the loss apply it.`,
      {
        port,
        fixes: [
          ...fixNetwork(end, wanted),
          ...(kind.fields.fromLogits && end.activation === 'linear'
            ? [
                {
                  title: `Apply ${wanted} in ${id}`,
                  edit: setFields(parts.id, id, { fromLogits: true }),
                },
              ]
            : []),
        ],
      },
    ),
  ];
}

function fixNetwork({ network }: PredictionEnd, wanted: string): DiagnosticFix[] {
  return network ? activationFix(network.graph, network.end, wanted) : [];
}

function predictionEnd(parts: StepParts, loss: string, port: string): PredictionEnd | null {
  const edge = edgesInto(parts.structure, loss).get(port);
  const source = edge && parts.nodes.get(edge.from.node);
  if (!edge || !source?.kind) return null;
  if (source.inner) {
    const place = source.kind.outputs.indexOf(edge.from.port);
    const end = place < 0 ? null : finalActivation(source.inner, place);
    return (
      end && {
        activation: end.activation,
        place: `${end.node} of ${source.inner.id}`,
        network: { graph: source.inner, end },
      }
    );
  }
  return source.kind.family === 'activation'
    ? { activation: source.kind.id, place: source.node.id, network: null }
    : null;
}

/**
 * A mismatch between a prediction and classes, with one more way out where the last layer of the
 * network can be given as many units as there are classes.
 */
export function withUnitsFix(parts: StepParts, diagnostic: Diagnostic): Diagnostic {
  const { code, node } = diagnostic;
  if (node === null || !code.endsWith('/mismatch')) return diagnostic;
  const edges = edgesInto(parts.structure, node);
  const target = edges.get('target')?.from;
  const from = edges.get('prediction')?.from;
  const classes = target && parts.nodes.get(target.node)?.outputs?.[target.port]?.classCount;
  const source = from && parts.nodes.get(from.node);
  if (!classes || !from || !source?.inner || !source.kind) return diagnostic;
  const end = finalActivation(source.inner, source.kind.outputs.indexOf(from.port));
  const units = end && source.inner.nodes.get(end.node)?.kind?.fields.units;
  const found = source.outputs?.[from.port]?.shape.at(-1);
  if (!end || !units?.parse(classes).ok || found === classes) return diagnostic;
  const fix = {
    title: `Set the units of ${source.inner.id}/${end.node} to ${classes}`,
    edit: setFields(source.inner.id, end.node, { units: classes }),
  };
  return { ...diagnostic, fixes: [fix, ...diagnostic.fixes] };
}
