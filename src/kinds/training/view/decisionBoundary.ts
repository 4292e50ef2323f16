import { thresholdField } from '../metric/thresholdField';
import { defineView } from '../stepKind';

/** The answers of a network over a square of the plane. */
export const decisionBoundary = defineView({
  id: 'decisionBoundary',
  title: 'Decision boundary',
  summary: 'The answers of a network over the plane, with the points it learns from.',
  source: 'Smilkov et al., Direct-Manipulation Visualization of Deep Networks, 2017',
  inputs: {
    points: { rank: 1, axes: ['coordinates'], help: 'Points in the plane: two numbers.' },
    prediction: { help: 'What the network makes of them.' },
    target: { optional: true, content: 'class', help: 'The classes of the points.' },
  },
  fields: { threshold: thresholdField },
  messages: {},
  telling: () => '',
  examples: [{ fields: {}, inputs: [[2], [1]], output: [], parameters: 0 }],
});
