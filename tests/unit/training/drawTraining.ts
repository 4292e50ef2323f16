import { analyseProject } from '../../../src/analysis/analyse';
import type { Diagnostic } from '../../../src/analysis/diagnostic';
import { projectDiagnostics } from '../../../src/analysis/projectDiagnostics';
import type { Edit } from '../../../src/document/edits/edit';
import type { Phase, Project } from '../../../src/document/project';
import { readProject } from '../../../src/files/readProject';

/** A graph as `[id, kind, fields]` and `from → to`. */
export interface DrawnGraph {
  readonly nodes: readonly (readonly [id: string, kind: string, fields?: object])[];
  readonly wires: readonly string[];
}

/** A chain of nodes, each fed by the one before. */
export function chain(...nodes: DrawnGraph['nodes']): DrawnGraph {
  return {
    nodes,
    wires: nodes.slice(1).map(([id], index) => `${nodes[index]?.[0]} → ${id}`),
  };
}

/** A project written as a file of the present format: networks, training steps, phases. */
export function drawTraining(
  networks: Readonly<Record<string, DrawnGraph>>,
  steps: Readonly<Record<string, DrawnGraph>>,
  phases: readonly (Partial<Phase> & { readonly step: string })[],
): Project {
  const written = (role: string, graphs: Readonly<Record<string, DrawnGraph>>) =>
    Object.entries(graphs).map(([id, { nodes, wires }]) => [
      id,
      {
        role,
        nodes: nodes.map(([node, kind, fields = {}]) => ({ id: node, kind, fields })),
        edges: wires.map((wire) => {
          const [from, to] = wire.split(' → ');
          return { from, to };
        }),
      },
    ]);
  const read = readProject(
    JSON.stringify({
      netloom: 2,
      name: 'Drawn',
      graphs: Object.fromEntries([
        ...written('network', networks),
        ...written('trainingStep', steps),
      ]),
      phases,
    }),
  );
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

/** A project whose only phase runs its only step, `train`. */
export function drawStep(
  networks: Readonly<Record<string, DrawnGraph>>,
  train: DrawnGraph,
  phase: Partial<Phase> = {},
): Project {
  return drawTraining(networks, { train }, [{ step: 'train', ...phase }]);
}

/** Everything that is wrong with a project, hints included. */
export function problemsOf(project: Project): readonly Diagnostic[] {
  return projectDiagnostics(analyseProject(project));
}

/** A project after an edit. */
export function applied(project: Project, edit: Edit | undefined): Project {
  const changed = edit?.apply(project);
  if (!changed?.ok) throw new Error(changed?.error ?? 'There is no such fix.');
  return changed.value;
}
