import { elementCount } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { expressionFormula } from './expressionFormula';
import { activationFunctions, expressionLayer, readActivation } from './expressionTree';

/** LeCun's tanh, whose slope at 0 is near 1 and whose targets ±1 lie where it bends most. */
const scaledTanh = '1.7159 * tanh(2 * x / 3)';

/** Any function of a number, written in one line. */
export const expression = defineLayer({
  id: 'expression',
  title: 'Expression',
  family: 'activation',
  summary: 'Applies a function of x that you write in one line to every number.',
  source: 'LeCun et al., Efficient BackProp, 1998, §4.4, for the default',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    expression: field.text({
      label: 'g(x)',
      help: `Numbers, x, pi, e, + − * / **, comparisons with ? and :, and ${Object.keys(activationFunctions).join(', ')}.`,
      default: scaledTanh,
    }),
  },
  messages: { unreadable: '{problem}' },
  keeps: 'both',
  tape: tapeOfOutput({ kept: 2, gradients: 3 }),
  infer({ expression: text }, { x }, report) {
    const read = readActivation(text);
    if (read.ok) return x;
    report.error('unreadable', { problem: read.error }, { field: 'expression' });
    return null;
  },
  operations({ expression: text }, _inputs, y) {
    const read = readActivation(text);
    const elements = elementCount(y.shape);
    return !read.ok || elements === null ? null : elements * read.value.operations;
  },
  layers: ({ expression: text }) => [expressionLayer(text)],
  formula({ expression: text }) {
    const read = readActivation(text);
    return read.ok ? [`g(x) = ${expressionFormula(read.value.expression)}`] : [];
  },
  telling: ({ expression: text }) => (text.length > 24 ? `${text.slice(0, 23)}…` : text),
  examples: [
    { fields: {}, inputs: [[28, 28, 6]], output: [28, 28, 6], parameters: 0, macs: 0 },
    {
      fields: { expression: 'x > 0 ? x : 0.1 * (exp(x) - 1)' },
      inputs: [[null, 3]],
      output: [null, 3],
      parameters: 0,
    },
    { fields: { expression: '-x**2' }, inputs: [[1]], output: [1], parameters: 0 },
  ],
});
