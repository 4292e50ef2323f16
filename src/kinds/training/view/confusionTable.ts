import { defineView } from '../stepKind';

/** A confusion matrix to look at. */
export const confusionTable = defineView({
  id: 'confusionTable',
  title: 'Confusion table',
  summary: 'A confusion matrix as a table: a row for every right class, a column for every answer.',
  source: 'Sokolova and Lapalme, A Systematic Analysis of Performance Measures, 2009',
  inputs: {
    matrix: { rank: 2, axes: ['right', 'answered'], per: 'batch', help: 'A confusion matrix.' },
  },
  fields: {},
  messages: {},
  telling: () => '',
  examples: [
    {
      fields: {},
      inputs: [{ shape: [10, 10], dtype: 'float32', per: 'batch' }],
      output: [],
      parameters: 0,
    },
  ],
});
