import { networksCalled } from '../analysis/networkTraining';
import { failure, type Result, success } from '../base/result';
import type { Project } from '../document/project';

/**
 * The graph that a command is about: the one asked for, else the one that is trained first, else
 * `main`, else the first.
 */
export function chooseGraph(project: Project, wanted: string | undefined): Result<string> {
  const ids = Object.keys(project.graphs);
  const known = ids.length === 0 ? 'none' : ids.join(', ');
  if (wanted !== undefined) {
    return ids.includes(wanted)
      ? success(wanted)
      : failure(`There is no graph "${wanted}"; the project has ${known}.`);
  }
  const [trained] = project.phases.flatMap(({ step }) => networksCalled(project, step));
  const networks = ids.filter((id) => project.graphs[id]?.role === 'network');
  const chosen = trained ?? (networks.includes('main') ? 'main' : (networks[0] ?? ids[0]));
  return chosen === undefined ? failure('The project has no graph.') : success(chosen);
}
