import { failure, success } from '../../base/result';
import {
  type Argument,
  type Graph,
  type GraphNode,
  graphUsedBy,
  identifierRule,
  isArgumentName,
  isIdentifier,
  type Project,
  usingKindId,
} from '../project';
import { type Edit, graphEdit } from './edit';
import { phaseWithNamesChanged, withNamesChanged } from './learnerNames';

/** Wherever a name is taken, the next free one for a graph: `block`, `block2`, … */
export function freeGraphId(project: Project, wanted: string): string {
  const stem = isIdentifier(wanted.slice(0, 70)) ? wanted.slice(0, 70) : 'block';
  if (!Object.hasOwn(project.graphs, stem)) return stem;
  for (let number = 2; ; number++) {
    if (!Object.hasOwn(project.graphs, `${stem}${number}`)) return `${stem}${number}`;
  }
}

/** Adds a graph; fails when the name is taken or not allowed. */
export function addGraph(id: string, graph: Graph): Edit {
  return {
    label: `Add ${id}`,
    apply(project) {
      const problem = nameProblem(project, id);
      if (problem !== null) return failure(problem);
      return success({ ...project, graphs: { ...project.graphs, [id]: graph } });
    },
  };
}

/** Removes a graph and the phases that run it; fails for the last one, and for one in use by another. */
export function removeGraph(id: string): Edit {
  return {
    label: `Delete ${id}`,
    apply(project) {
      if (!Object.hasOwn(project.graphs, id)) return failure(`There is no graph named "${id}".`);
      if (Object.keys(project.graphs).length === 1) {
        return failure('A project has at least one graph; this is the last.');
      }
      const user = Object.entries(project.graphs).find(
        ([other, graph]) => other !== id && usesOf(graph, id).length > 0,
      );
      if (user) {
        return failure(
          `${id} is used in ${user[0]}, by ${usesOf(user[1], id).join(', ')}. Delete these first.`,
        );
      }
      const graphs = Object.fromEntries(
        Object.entries(project.graphs).filter(([other]) => other !== id),
      );
      const phases = project.phases.filter(({ step }) => step !== id);
      return success({ ...project, graphs, phases });
    },
  };
}

function usesOf(graph: Graph, used: string): string[] {
  return Object.values(graph.nodes)
    .filter(({ kind }) => graphUsedBy(kind)?.graph === used)
    .map(({ id }) => id);
}

/** Gives a graph another name, wherever it is used too; fails when it is taken or not allowed. */
export function renameGraph(id: string, newId: string): Edit {
  return {
    label: `Rename ${id} to ${newId}`,
    apply(project) {
      if (id === newId) return success(project);
      if (!Object.hasOwn(project.graphs, id)) return failure(`There is no graph named "${id}".`);
      const problem = nameProblem(project, newId);
      if (problem !== null) return failure(problem);
      const graphs: Record<string, Graph> = {};
      for (const [key, graph] of Object.entries(project.graphs)) {
        graphs[key === id ? newId : key] = withUseRenamed(graph, id, newId);
      }
      const phases = project.phases.map((phase) => ({
        ...phaseWithNamesChanged(phase, id, newId),
        step: phase.step === id ? newId : phase.step,
      }));
      return success({ ...project, graphs, phases });
    },
  };
}

function withUseRenamed(graph: Graph, id: string, newId: string): Graph {
  const isNamed = graph.role === 'trainingStep';
  if (!isNamed && usesOf(graph, id).length === 0) return graph;
  const nodes: Record<string, GraphNode> = {};
  for (const [key, node] of Object.entries(graph.nodes)) {
    const used = graphUsedBy(node.kind);
    const renamed =
      used?.graph === id ? { ...node, kind: usingKindId(used.relation, newId) } : node;
    nodes[key] = isNamed ? withNamesChanged(renamed, id, newId) : renamed;
  }
  return { ...graph, nodes };
}

function nameProblem(project: Project, id: string): string | null {
  if (!isIdentifier(id)) return `"${id}" cannot name a graph: use ${identifierRule}.`;
  return Object.hasOwn(project.graphs, id) ? `A graph named "${id}" is there already.` : null;
}

/** Replaces the notes of a graph. */
export function setGraphNotes(graphId: string, notes: string): Edit {
  return graphEdit(
    `Edit the notes of ${graphId}`,
    graphId,
    (graph) => success(graph.notes === notes ? graph : { ...graph, notes }),
    `notes:${graphId}`,
  );
}

/** Moves an argument of a graph some places down the form, or up where `by` is negative. */
export function moveArgument(graphId: string, name: string, by: number): Edit {
  return graphEdit(`Move the argument ${name}`, graphId, (graph) => {
    const names = Object.keys(graph.arguments ?? {});
    const place = names.indexOf(name);
    if (place < 0) return failure(`${graphId} has no argument named "${name}".`);
    const next = Math.max(0, Math.min(names.length - 1, place + by));
    if (next === place) return success(graph);
    names.splice(place, 1);
    names.splice(next, 0, name);
    const moved = names.map((key) => [key, graph.arguments?.[key] as Argument]);
    return success({ ...graph, arguments: Object.fromEntries(moved) });
  });
}

/** Sets an argument of a graph, adding it where it is new; undefined removes it. */
export function setArgument(graphId: string, name: string, argument: Argument | undefined): Edit {
  return graphEdit(
    argument ? `Set the argument ${name} of ${graphId}` : `Delete the argument ${name}`,
    graphId,
    (graph) => {
      if (!isArgumentName(name)) {
        return failure(
          `"${name}" cannot name an argument: use letters, digits and "_", starting with a letter, and none of index, trainable, true, false.`,
        );
      }
      const named = { ...graph.arguments };
      if (argument) named[name] = argument;
      else delete named[name];
      const { arguments: _before, ...rest } = graph;
      return success(Object.keys(named).length > 0 ? { ...rest, arguments: named } : rest);
    },
    `argument:${graphId}:${name}`,
  );
}
