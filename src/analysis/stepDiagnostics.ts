import { connect } from '../document/edits/edgeEdits';
import { setFields } from '../document/edits/nodeEdits';
import { graphUsedBy } from '../document/project';
import { variadicPortName } from '../kinds/port';
import { isDataKind, isLossKind, isUpdateKind } from '../kinds/training/stepKind';
import type { Diagnostic, DiagnosticFix } from './diagnostic';
import { edgesInto, edgesOutOf } from './graphStructure';
import { lossDiagnostics } from './lossDiagnostics';
import {
  findLearner,
  learnerOf,
  learnersBehind,
  type StepLearners,
  type StepParts,
  type StepUpdate,
  stepLearners,
  stepUpdates,
} from './stepLearners';
import { stepProblem } from './stepProblem';

/** What is wrong with a graph as a training step: what learns from what, and what is in vain. */
export function stepDiagnostics(parts: StepParts): readonly Diagnostic[] {
  const { structure, nodes } = parts;
  if (structure.ids.length === 0) {
    return [
      stepProblem(
        parts,
        'empty',
        null,
        'hint',
        'The training step is empty. Add data, and call a network.',
      ),
    ];
  }
  const learners = stepLearners(parts);
  const updates = stepUpdates(parts);
  const found: Diagnostic[] = [];
  for (const update of updates) found.push(...updateDiagnostics(parts, update, learners));
  for (const id of structure.ids) {
    const node = nodes.get(id);
    if (!node?.kind) continue;
    if (isLossKind(node.kind)) {
      found.push(...unusedLoss(parts, id, updates), ...lossDiagnostics(parts, id, node.kind));
    }
    if (isDataKind(node.kind)) found.push(...missingFile(parts, id));
    found.push(...unknownNames(parts, id, learners));
  }
  found.push(...neverUpdated(parts, learners, updates), ...differingCopies(parts));
  return found;
}

function updateDiagnostics(
  parts: StepParts,
  { node, losses, changes, analysis }: StepUpdate,
  learners: StepLearners,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const isNamed = Array.isArray(analysis.fields?.networks) && analysis.fields.networks.length > 0;
  const known = [...learners.networks.keys(), ...learners.tensors];
  const reached = new Set(losses.flatMap((loss) => [...learnersBehind(parts, loss)]));
  const complete = losses.length > 0 && losses.every((loss) => parts.nodes.get(loss)?.outputs);
  for (const change of changes) {
    const learner = learnerOf(change);
    const others = changes.filter((name) => name !== change);
    const drop: DiagnosticFix[] = isNamed
      ? [
          {
            title: `Take ${change} out`,
            edit: setFields(parts.id, node, { networks: [...others] }),
          },
        ]
      : [];
    if (known.includes(learner) && !findLearner(parts, change).exists) {
      found.push(
        stepProblem(
          parts,
          'unknownPart',
          node,
          'error',
          `${node} changes "${change}", but ${learner} has no part of that name. Name a layer or a block of it by its path, or ${learner} itself.`,
          {
            field: 'networks',
            fixes: [
              {
                title: `Change ${learner}`,
                edit: setFields(parts.id, node, { networks: [...new Set([...others, learner])] }),
              },
              ...(others.length > 0 ? drop : []),
            ],
          },
        ),
      );
    } else if (!known.includes(learner)) {
      found.push(
        stepProblem(
          parts,
          'unknownLearner',
          node,
          'error',
          `${node} changes "${change}", but this step calls ${known.length === 0 ? 'no network' : `only ${known.join(', ')}`}. Name one of these, or call it.`,
          {
            field: 'networks',
            fixes: known.slice(0, 3).map((name) => ({
              title: `Change ${name}`,
              edit: setFields(parts.id, node, {
                networks: changes.map((one) => (one === change ? name : one)),
              }),
            })),
          },
        ),
      );
    } else if (learners.frozen.has(learner)) {
      const frozen = (learners.networks.get(learner) ?? []).filter(
        (call) => parts.nodes.get(call)?.fields?.frozen === true,
      );
      found.push(
        stepProblem(
          parts,
          'frozenUpdated',
          node,
          'error',
          `${node} changes ${change}, but ${frozen.join(', ')} says that ${learner} is frozen. Thaw it, or take it out of the update.`,
          {
            field: 'networks',
            fixes: [
              ...frozen.slice(0, 1).map((call) => ({
                title: `Thaw ${call}`,
                edit: setFields(parts.id, call, { frozen: undefined }),
              })),
              ...drop,
            ],
          },
        ),
      );
    } else if (complete && !reached.has(learner)) {
      found.push(
        stepProblem(
          parts,
          'unreached',
          node,
          'error',
          `${node} changes ${change}, but ${losses.length === 1 ? `its loss ${losses[0]} does` : `its losses ${losses.join(', ')} do`} not depend on it: no gradient reaches it. Wire a loss that does, or take it out.`,
          { field: 'networks', fixes: drop },
        ),
      );
    } else if (!findLearner(parts, change).isTrainable) {
      found.push(
        stepProblem(
          parts,
          'nothingToTrain',
          node,
          'error',
          `${change} has no weight that training could change: all are frozen, or no layer has any. Set trainable on one, or add a Dense or convolution layer.`,
          { field: 'networks' },
        ),
      );
    }
  }
  if (complete && changes.length === 0) {
    found.push(
      stepProblem(
        parts,
        'updatesNothing',
        node,
        'error',
        `${node} has nothing to change: ${losses.join(', ')} ${losses.length === 1 ? 'depends' : 'depend'} on no network that is not frozen. Compare the output of a network with the target.`,
      ),
    );
  }
  return found;
}

function unusedLoss(
  parts: StepParts,
  id: string,
  updates: readonly StepUpdate[],
): readonly Diagnostic[] {
  const isUsed = edgesOutOf(parts.structure, id).length > 0;
  if (isUsed) return [];
  const updateNodes = updates.slice(0, 3).map(({ node }) => node);
  const learnsNothing = updates.every(({ losses }) => losses.length === 0);
  return [
    stepProblem(
      parts,
      'unusedLoss',
      id,
      learnsNothing ? 'error' : 'hint',
      updates.length === 0
        ? `Nothing makes ${id} smaller: the step has no update. Add one, such as Adam, and connect ${id} to it.`
        : learnsNothing
          ? `Nothing makes ${id} smaller: no update takes a loss. Connect it to ${updateNodes.join(' or ')}.`
          : `No update makes ${id} smaller; it is only measured. Connect it to one if it should be.`,
      {
        fixes: updateNodes.map((node) => ({
          title: `Connect to ${node}`,
          edit: connect(parts.id, {
            from: { node: id, port: 'y' },
            to: { node, port: freePort(parts, node) },
          }),
        })),
      },
    ),
  ];
}

function freePort({ structure }: StepParts, node: string): string {
  const taken = edgesInto(structure, node);
  for (let index = 0; ; index++) {
    const port = variadicPortName(index);
    if (!taken.has(port)) return port;
  }
}

/** Networks that are called and that nothing trains, where other things are trained. */
function neverUpdated(
  parts: StepParts,
  { networks, frozen }: StepLearners,
  updates: readonly StepUpdate[],
): readonly Diagnostic[] {
  const changed = new Set(updates.flatMap(({ changes }) => changes.map(learnerOf)));
  return [...networks].flatMap(([network, calls]) => {
    const [call = ''] = calls;
    const costs = parts.nodes.get(call)?.costs;
    if (changed.has(network) || frozen.has(network) || !costs) return [];
    if (costs.trainableParameters === 0 || changed.size === 0) return [];
    return [
      stepProblem(
        parts,
        'neverUpdated',
        call,
        'warning',
        `No update changes ${network}, so it stays as it is drawn. Name it in an update, or set it to frozen if that is meant.`,
        {
          fixes: [
            { title: `Freeze ${network}`, edit: setFields(parts.id, call, { frozen: true }) },
          ],
        },
      ),
    ];
  });
}

/** Networks that nodes name without a wire, in fields of their own, and the step does not call. */
function unknownNames(
  parts: StepParts,
  id: string,
  { networks, tensors }: StepLearners,
): readonly Diagnostic[] {
  const { kind, fields, node } = parts.nodes.get(id) ?? {};
  if (!kind || !fields || isUpdateKind(kind)) return [];
  const called = [...networks.keys()];
  const found: Diagnostic[] = [];
  const { policy } = kind.fields;
  if (policy && !networks.has(String(fields.policy))) {
    const isEmpty = fields.policy === '';
    found.push(
      stepProblem(
        parts,
        'unknownNetwork',
        id,
        'error',
        isEmpty
          ? `${id} has no network that acts. Name one that this step calls: ${called.join(', ') || 'there is none yet'}.`
          : `${id} lets "${String(fields.policy)}" act, but this step calls ${called.length === 0 ? 'no network' : `only ${called.join(', ')}`}.`,
        {
          field: 'policy',
          fixes: called.slice(0, 3).map((name) => ({
            title: `Let ${name} act`,
            edit: setFields(parts.id, id, { policy: name }),
          })),
        },
      ),
    );
  }
  if (kind.fields.networks?.control.type !== 'names') return found;
  const named = fields.networks as readonly string[];
  const known = [...called, ...tensors];
  for (const name of named.filter((one) => !known.includes(learnerOf(one)))) {
    found.push(
      stepProblem(
        parts,
        'unknownLearner',
        id,
        'error',
        `${node?.id} names "${name}", but this step has ${known.length === 0 ? 'no network' : `only ${known.join(', ')}`}.`,
        {
          field: 'networks',
          fixes: [
            {
              title: `Take ${name} out`,
              edit: setFields(parts.id, id, { networks: named.filter((one) => one !== name) }),
            },
          ],
        },
      ),
    );
  }
  return found;
}

/** Nodes that call the copy of one network and say differently how it follows. */
function differingCopies(parts: StepParts): readonly Diagnostic[] {
  const first = new Map<string, string>();
  return parts.structure.ids.flatMap((id) => {
    const found = parts.nodes.get(id);
    const used = graphUsedBy(found?.node.kind ?? '');
    if (!found?.fields || used?.relation !== 'target') return [];
    const known = first.get(used.graph);
    if (known === undefined) {
      first.set(used.graph, id);
      return [];
    }
    const other = parts.nodes.get(known)?.fields;
    if (JSON.stringify(other) === JSON.stringify(found.fields)) return [];
    return [
      stepProblem(
        parts,
        'copiesDiffer',
        id,
        'error',
        `${known} and ${id} call the same copy of ${used.graph}, but say differently how it follows. Give both the same settings.`,
        {
          fixes: [
            {
              title: `As ${known}`,
              edit: setFields(parts.id, id, {
                ...Object.fromEntries(
                  Object.keys(found.node.fields).map((name) => [name, undefined]),
                ),
                ...parts.nodes.get(known)?.node.fields,
              }),
            },
          ],
        },
      ),
    ];
  });
}

/** Says which file a data set still needs: text fields that name one and are empty. */
function missingFile(parts: StepParts, id: string): readonly Diagnostic[] {
  const { kind, fields } = parts.nodes.get(id) ?? {};
  const name = ['path', 'images', 'labels'].find((field) => fields?.[field] === '');
  const label = name === undefined ? undefined : kind?.fields[name]?.label;
  if (label === undefined || !kind) return [];
  return [
    stepProblem(
      parts,
      'noFile',
      id,
      'error',
      `${kind.title} has nothing to read: choose ${label.toLowerCase()}.`,
      { field: name ?? '' },
    ),
  ];
}
