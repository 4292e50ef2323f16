import type { TensorType } from '../../../base/tensorType';
import { field } from '../../field';
import type { Report } from '../../report';

/** The field of kinds that must know how many classes there are. */
export const classesField = field.integer({
  label: 'Classes',
  help: 'How many classes there are.',
  default: 10,
  min: 1,
  max: 100_000,
});

/** The messages of such kinds. */
export const classesMessages = {
  fewer: 'Classes is {classes}, but the labels name {found} classes.',
} as const;

/** Whether the field covers all classes that labels name; reports where it does not. */
export function coversClasses(
  classes: number,
  labels: TensorType,
  port: string,
  report: Report<'fewer'>,
): boolean {
  const { classCount } = labels;
  if (classCount === undefined || classCount <= classes) return true;
  report.error(
    'fewer',
    { classes, found: classCount },
    {
      port,
      field: 'classes',
      fixes: [
        {
          title: `Set classes to ${classCount}`,
          change: { type: 'setFields', values: { classes: classCount } },
        },
      ],
    },
  );
  return false;
}
