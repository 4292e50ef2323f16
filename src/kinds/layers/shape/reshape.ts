import { elementCount, formatShape, type Shape, sameShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import type { Fix, Report } from '../../report';

const messages = {
  severalOpen:
    'The target {target} leaves {count} axes open (−1); only one can be worked out from the others.',
  countsDiffer:
    '{shape} holds {elements} numbers, but {target} holds {wanted}: they must be equal.',
  doesNotDivide:
    '{shape} holds {elements} numbers, which {target} cannot share out: they are no multiple of {wanted}.',
  notChecked:
    'The size of {shape} is not fully known; a run fails where its numbers do not fill {target}.',
} as const;

type Message = keyof typeof messages;

const formatTarget = (target: readonly number[]): string =>
  target.length === 0 ? 'scalar' : target.map((axis) => (axis < 0 ? '−1' : axis)).join('×');

/** Targets that hold the right count: one axis changed or left open, and the plain row. */
function fittingTargets(target: readonly number[], elements: number): Fix[] {
  const fixes: Fix[] = [];
  const offer = (shape: readonly number[]): void => {
    const title = `Reshape to ${shape.join('×')}`;
    if (fixes.some((fix) => fix.title === title)) return;
    fixes.push({ title, change: { type: 'setFields', values: { targetShape: shape } } });
  };
  for (let place = target.length - 1; place >= 0; place--) {
    const others = target.reduce(
      (product, axis, index) => (index === place || axis < 0 ? product : product * axis),
      1,
    );
    const openElsewhere = target.some((axis, index) => axis < 0 && index !== place);
    if (!openElsewhere && elements % others === 0) {
      offer(target.map((axis, index) => (index === place ? elements / others : axis)));
    }
  }
  offer([elements]);
  return fixes.slice(0, 3);
}

/** The output shape, or null after reporting why the target cannot hold what arrives. */
function reshaped(
  target: readonly number[],
  shape: Shape,
  report: Report<Message>,
): readonly (number | null)[] | null {
  const open = target.filter((axis) => axis < 0).length;
  const wanted = target.reduce((product, axis) => (axis < 0 ? product : product * axis), 1);
  const elements = elementCount(shape);
  const values = { shape: formatShape(shape), target: formatTarget(target) };
  const place = { field: 'targetShape' };
  if (open > 1) {
    const fixes = elements === null ? [] : fittingTargets([], elements);
    report.error('severalOpen', { ...values, count: open }, { ...place, fixes });
    return null;
  }
  if (elements === null) {
    report.hint('notChecked', values, place);
    return target.map((axis) => (axis < 0 ? null : axis));
  }
  if (open === 0 ? wanted !== elements : elements % wanted !== 0) {
    report.error(
      open === 0 ? 'countsDiffer' : 'doesNotDivide',
      { ...values, elements, wanted },
      { ...place, fixes: fittingTargets(target, elements) },
    );
    return null;
  }
  return target.map((axis) => (axis < 0 ? elements / wanted : axis));
}

/** The same numbers, in other axes. */
export const reshape = defineLayer({
  id: 'reshape',
  title: 'Reshape',
  family: 'shape',
  summary: 'Arranges the numbers of an example in other axes, in the same order.',
  source: 'Keras documentation, Reshape',
  inputs: { x: {} },
  fields: {
    targetShape: field.shape({
      label: 'Target shape',
      help: 'Axes of one example, without the batch axis; one may be −1: worked out from the others.',
      default: [-1],
      min: -1,
    }),
  },
  messages,
  view: true,
  keeps: 'none',
  infer({ targetShape }, { x }, report) {
    const shape = reshaped(targetShape, x.shape, report);
    return shape && { shape, dtype: x.dtype };
  },
  reach: (_fields, { x }, y) => (sameShape(x.shape, y.shape) ? 'same' : 'everything'),
  layers: (_fields, _inputs, y) => [
    { className: 'Reshape', config: { targetShape: y.shape.map((axis) => axis ?? -1) } },
  ],
  formula: (_fields, { x }, y) => [
    `${x.shape.map((axis) => axis ?? '?').join(' \\cdot ') || '1'} = ${y.shape.map((axis) => axis ?? '?').join(' \\cdot ') || '1'}`,
  ],
  telling: ({ targetShape }) => formatTarget(targetShape),
  examples: [
    { fields: { targetShape: [7, 7, 128] }, inputs: [[6272]], output: [7, 7, 128], parameters: 0 },
    { fields: { targetShape: [14, -1] }, inputs: [[28, 28, 1]], output: [14, 56], parameters: 0 },
    { fields: {}, inputs: [[4, 4]], output: [16], parameters: 0, macs: 0 },
  ],
});
