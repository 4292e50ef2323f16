import { type StepParts, stepUpdates } from './stepLearners';

/**
 * What is measured in a step, in file order: losses and metrics that are one number, and whatever else
 * an update makes smaller, such as a sum of losses.
 */
export function stepMeasures(step: StepParts): readonly string[] {
  const minimised = new Set(stepUpdates(step).flatMap(({ losses }) => losses));
  return step.structure.ids.filter((id) => {
    const { kind, outputs } = step.nodes.get(id) ?? {};
    if (minimised.has(id)) return true;
    if (kind?.family !== 'loss' && kind?.family !== 'metric') return false;
    // Before a user's files are read, the examples of the kind tell.
    const shape = Object.values(outputs ?? {})[0]?.shape ?? kind.examples[0]?.output;
    return Array.isArray(shape) && shape.length === 0;
  });
}
