import { field } from '../../field';
import { defineView } from '../stepKind';

/** Points in the plane. */
export const scatter = defineView({
  id: 'scatter',
  title: 'Scatter',
  summary: 'Points in the plane, coloured by class, with others to compare them with behind.',
  source: 'Hinton and Salakhutdinov, Reducing the Dimensionality of Data, Science 2006, Figure 3',
  inputs: {
    points: {
      rank: 1,
      axes: ['coordinates'],
      help: 'Points; of more than two coordinates the first two are drawn.',
    },
    classes: { optional: true, content: 'class', help: 'Their classes.' },
    reference: { optional: true, rank: 1, axes: ['coordinates'], help: 'Points of comparison.' },
  },
  fields: {
    count: field.integer({ label: 'Points', default: 1000, min: 1, max: 5000 }),
    extent: field.number({
      label: 'Extent',
      help: 'The drawing reaches from −this to this; 0 fits it to the points.',
      default: 0,
      min: 0,
      step: 0.5,
    }),
  },
  messages: {},
  telling: ({ extent }) => (extent > 0 ? `±${extent}` : ''),
  examples: [
    {
      fields: {},
      inputs: [[2], { shape: [], dtype: 'int32', content: 'class', classCount: 10 }, [2]],
      output: [],
      parameters: 0,
    },
    { fields: { extent: 2 }, inputs: [[2]], output: [], parameters: 0 },
  ],
});
