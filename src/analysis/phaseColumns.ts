import { elementCount, formatShape, type Shape } from '../base/tensorType';
import { combineEdits, type Edit, graphEdit } from '../document/edits/edit';
import { freeNodeId, setFields } from '../document/edits/nodeEdits';
import { setPhase } from '../document/edits/projectEdits';
import type { GraphNode, Phase } from '../document/project';
import { onlyOutput } from '../kinds/layerKind';
import { findLayerKind } from '../kinds/registry';
import { lossKinds } from '../kinds/training/registry';
import type { ColumnDescription, DataKind, LossKind } from '../kinds/training/trainingKind';
import type { Diagnostic, DiagnosticFix } from './diagnostic';
import type { GraphAnalysis } from './graphAnalysis';
import { finalActivation } from './phaseNetwork';
import { type PhaseInProject, phaseProblem } from './phaseProblem';

/** The columns of a data set by name, in its order. */
export type Columns = Readonly<Record<string, ColumnDescription>>;

/** Which columns a phase feeds and compares: those it names, else the data set's usual ones. */
export function chosenColumns(
  phase: Phase,
  data: DataKind,
  columns: Columns,
): { readonly input: string; readonly target: string } {
  const input = phase.input ?? data.input;
  if (phase.target !== null) return { input, target: phase.target };
  const others = Object.keys(columns).filter((name) => name !== input);
  // A table gives `label` or `target`, by what it holds.
  return { input, target: data.target in columns ? data.target : (others[0] ?? data.target) };
}

/** Problems between the columns of a data set, a sound network with one input and output, and a loss. */
export function columnDiagnostics(
  place: PhaseInProject,
  data: DataKind,
  loss: LossKind | null,
  columns: Columns,
): Diagnostic[] {
  const names = chosenColumns(place.phase, data, columns);
  const problems = (['input', 'target'] as const).flatMap((role) =>
    Object.hasOwn(columns, names[role]) ? [] : [unknownColumn(place, data, role, names, columns)],
  );
  if (problems.length > 0) return problems;
  return [
    ...inputDiagnostics(place, data, names.input, columns[names.input] as ColumnDescription),
    ...(loss ? lossDiagnostics(place, loss, columns[names.target] as ColumnDescription) : []),
  ];
}

function unknownColumn(
  place: PhaseInProject,
  data: DataKind,
  role: 'input' | 'target',
  names: { readonly input: string; readonly target: string },
  columns: Columns,
): Diagnostic {
  const { phase, index } = place;
  return phaseProblem(
    place,
    'unknownColumn',
    `${data.title} has no column "${names[role]}"; it has ${Object.keys(columns).join(', ')}. Choose one of them.`,
    {
      field: role,
      fixes: [
        {
          title: `Use the usual ${role}`,
          edit: setPhase(index, { ...phase, [role]: null }),
        },
      ],
    },
  );
}

function inputDiagnostics(
  place: PhaseInProject,
  data: DataKind,
  column: string,
  { type }: ColumnDescription,
): Diagnostic[] {
  const { graph } = place;
  const [node, ...others] = graph.inputs;
  const wanted = node === undefined ? undefined : graph.nodes.get(node)?.outputs?.[onlyOutput];
  if (node === undefined || others.length > 0 || !wanted) return [];
  const found = formatShape(type.shape);
  const fits =
    wanted.shape.length === type.shape.length &&
    wanted.shape.every((axis, place) => axis === null || axis === type.shape[place]);
  if (!fits) {
    return [
      phaseProblem(
        place,
        'inputShape',
        `${data.title} gives ${column} as ${found}, but ${node} takes ${formatShape(wanted.shape)}. Make them equal.`,
        {
          node,
          field: 'shape',
          fixes: [
            ...reshapeFix(graph, node, type.shape, wanted.shape),
            {
              title: `Set the shape of ${node} to ${found}`,
              edit: setFields(graph.id, node, { shape: [...type.shape] }),
            },
          ],
        },
      ),
    ];
  }
  if (wanted.dtype === type.dtype) return [];
  return [
    phaseProblem(
      place,
      'inputType',
      `${data.title} gives ${column} as ${type.dtype} numbers, but ${node} takes ${wanted.dtype}. Make them equal.`,
      {
        node,
        field: 'dtype',
        fixes: [
          {
            title: `Set ${node} to ${type.dtype}`,
            edit: setFields(graph.id, node, { dtype: type.dtype }),
          },
        ],
      },
    ),
  ];
}

/** Lets the input take the data's shape and brings it into the old one, where the numbers suffice. */
function reshapeFix(
  graph: GraphAnalysis,
  input: string,
  found: Shape,
  wanted: Shape,
): DiagnosticFix[] {
  const count = elementCount(wanted);
  if (count === null || count !== elementCount(found)) return [];
  const kind = wanted.length === 1 ? 'flatten' : 'reshape';
  if (!findLayerKind(kind)) return [];
  const node: GraphNode = {
    id: freeNodeId(graph.graph, kind),
    kind,
    fields: kind === 'flatten' ? {} : { targetShape: [...wanted] },
  };
  const title = kind === 'flatten' ? 'Insert Flatten' : `Insert Reshape to ${formatShape(wanted)}`;
  return [
    {
      title,
      edit: combineEdits(title, [
        setFields(graph.id, input, { shape: [...found] }),
        insertAfter(graph.id, input, node),
      ]),
    },
  ];
}

/** Puts a node behind another, taking over all its wires. */
function insertAfter(graphId: string, before: string, node: GraphNode): Edit {
  return graphEdit(`Insert ${node.id}`, graphId, (graph) => {
    if (node.id in graph.nodes) {
      return { ok: false, error: `A node named "${node.id}" is there already.` };
    }
    const edges = graph.edges.map((edge) =>
      edge.from.node === before ? { ...edge, from: { node: node.id, port: onlyOutput } } : edge,
    );
    const joint = { from: { node: before, port: onlyOutput }, to: { node: node.id, port: 'x' } };
    return {
      ok: true,
      value: { ...graph, nodes: { ...graph.nodes, [node.id]: node }, edges: [joint, ...edges] },
    };
  });
}

function lossDiagnostics(
  place: PhaseInProject,
  loss: LossKind,
  target: ColumnDescription,
): Diagnostic[] {
  const { graph, phase, index } = place;
  const [node, ...others] = graph.outputs;
  const output = node === undefined ? undefined : graph.nodes.get(node)?.outputs?.[onlyOutput];
  if (node === undefined || others.length > 0 || !output) return [];
  const encoding = loss.encoding(output, target);
  if (encoding.ok) return [];
  const activation = finalActivation(graph)?.activation;
  const fitting = lossKinds.filter(
    (other) =>
      other.encoding(output, target).ok &&
      (other.expects === null || other.expects.includes(activation ?? 'linear')),
  );
  return [
    phaseProblem(place, 'loss', `${loss.title} ${encoding.error}`, {
      node,
      field: 'loss',
      fixes: [
        ...unitsFix(place, loss, node, target),
        ...fitting.slice(0, 3).map((other) => ({
          title: `Use ${other.title}`,
          edit: setPhase(index, { ...phase, loss: { kind: other.id, fields: {} } }),
        })),
      ],
    }),
  ];
}

/** Gives the last layer one output a class, where that makes the loss fit. */
function unitsFix(
  { graph }: PhaseInProject,
  loss: LossKind,
  node: string,
  target: ColumnDescription,
): DiagnosticFix[] {
  const { classCount } = target;
  const last = graph.nodes.get(node);
  const output = last?.outputs?.[onlyOutput];
  if (classCount === undefined || !output || !last?.kind?.fields.units) return [];
  const changed = { ...output, shape: [...output.shape.slice(0, -1), classCount] };
  if (!loss.encoding(changed, target).ok) return [];
  return [
    {
      title: `Set the units of ${node} to ${classCount}`,
      edit: setFields(graph.id, node, { units: classCount }),
    },
  ];
}
