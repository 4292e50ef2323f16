import { type GraphNode, graphUsedBy, type Phase, type Project } from '../document/project';
import { parseFields } from '../kinds/field';
import { findOptimizerKind } from '../kinds/training/registry';
import type { UpdateKind } from '../kinds/training/stepKind';

/** How a network is trained first. */
export interface NetworkTraining {
  readonly phase: Phase;
  readonly index: number;
  /** The optimizer of the update that names the network, else of the first one; null without any. */
  readonly optimizer: UpdateKind | null;
  /** The update's fields, defaults filled in where they can be read. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The networks that a training step calls, in the order of its nodes. */
export function networksCalled(project: Project, step: string): readonly string[] {
  const nodes = Object.values(project.graphs[step]?.nodes ?? {});
  const called = nodes.flatMap(({ kind }) => {
    const used = graphUsedBy(kind);
    return used?.relation === 'call' && project.graphs[used.graph] ? [used.graph] : [];
  });
  return [...new Set(called)];
}

/** How a network is trained by the first phase that calls it; null where none does. */
export function networkTraining(project: Project, network: string): NetworkTraining | null {
  for (const [index, phase] of project.phases.entries()) {
    if (!networksCalled(project, phase.step).includes(network)) continue;
    const updates = Object.values(project.graphs[phase.step]?.nodes ?? {}).filter(
      ({ kind }) => findOptimizerKind(kind) !== null,
    );
    const names = (node: GraphNode): boolean =>
      [node.fields.networks ?? []].flat().some((name) => String(name).split('/')[0] === network);
    const update = updates.find(names) ?? updates[0];
    const optimizer = update ? findOptimizerKind(update.kind) : null;
    const read = optimizer && update ? parseFields(optimizer.fields, update.fields).values : null;
    return { phase, index, optimizer, fields: read ?? {} };
  }
  return null;
}
