import { tellingActivation } from '../sharedFields';
import {
  biasRows,
  type Cell,
  directionsOf,
  type RecurrentTypes,
  type RecurrentValues,
} from './recurrent';

/** The order of the steps and where the states start: `t = 1 … 10, h_0 = 0`. */
export function recurrentSteps(
  fields: RecurrentValues,
  cell: Cell,
  inputs: RecurrentTypes,
): string {
  const time = inputs.x.shape[0] ?? 'T';
  const [first, last] = fields.goBackwards ? [time, 1] : [1, time];
  const start = cell.states
    .filter((name) => !inputs[name] && !fields.stateful)
    .map((name) => `, \\quad ${name}_0 = 0`);
  return `\\quad t = ${first} \\dots ${last}${start.join('')}`;
}

/** The parameters of a layer with the numbers put in, and how directions are merged, as KaTeX. */
export function recurrentTotals(
  fields: RecurrentValues,
  cell: Cell,
  inputs: RecurrentTypes,
): string[] {
  const { units, bidirectional, peepholes, returnSequences } = fields;
  const features = inputs.x.shape[1] ?? 0;
  const rows = biasRows(fields);
  const directions = directionsOf(fields);
  const written = (h: string | number, x: string | number): string => {
    const bias = rows === 0 ? '' : ` + ${rows === 2 ? '2 \\cdot ' : ''}${h}`;
    const gates = `${cell.gates === 1 ? '' : `${cell.gates}\\,`}(${h}(${x} + ${h})${bias})`;
    const one = peepholes ? `${gates} + 3 \\cdot ${h}` : gates;
    return directions === 2 ? `2\\,[${one}]` : one;
  };
  const count =
    directions *
    (cell.gates * (units * (features + units) + rows * units) + (peepholes ? 3 * units : 0));
  const total = `\\text{parameters} = ${written('h', 'x')} = ${written(units, features)} = ${count}`;
  if (bidirectional === 'none') return [total];
  const [there, back] = returnSequences
    ? ['\\overrightarrow{h}_t', '\\overleftarrow{h}_t']
    : ['\\overrightarrow{h}', '\\overleftarrow{h}'];
  const merged = {
    concatenate: `[${there};\\, ${back}]`,
    sum: `${there} + ${back}`,
    average: `(${there} + ${back}) / 2`,
    multiply: `${there} \\circ ${back}`,
  }[bidirectional];
  return [`y${returnSequences ? '_t' : ''} = ${merged}`, total];
}

/** A recurrent layer's fields in one line. */
export function tellingRecurrent(fields: RecurrentValues): string {
  const { units, activation, bidirectional } = fields;
  return [
    units,
    ...(activation === 'tanh' ? [] : tellingActivation(activation)),
    ...(fields.resetAfter ? ['reset after'] : []),
    ...(fields.peepholes ? ['peepholes'] : []),
    ...(bidirectional === 'none'
      ? []
      : [bidirectional === 'concatenate' ? 'both ways' : `both ways, ${bidirectional}`]),
    ...(fields.goBackwards ? ['from the end'] : []),
    ...(fields.returnSequences ? ['every step'] : []),
    ...(fields.stateful ? ['keeps states'] : []),
  ].join(' · ');
}
