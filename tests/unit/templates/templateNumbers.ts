import { summarise } from '../../../src/analysis/summary';
import { rowOf } from '../lectures/exampleTemplates';
import { type OpenTemplate, openTemplate } from './openTemplate';

/** The shapes of what leaves a network. */
export function outputsOf({ network }: OpenTemplate): readonly (readonly (number | null)[])[] {
  return network.outputs.map(
    (id) => Object.values(network.nodes.get(id)?.outputs ?? {})[0]?.shape ?? [],
  );
}

/** The parameters of nodes of a template's network, by their paths. */
export function parametersOf(name: string, ...nodes: string[]): readonly (number | null)[] {
  const summary = summarise(openTemplate(name).network, 1, 0);
  return nodes.map((node) => rowOf(summary, node).parameters);
}
