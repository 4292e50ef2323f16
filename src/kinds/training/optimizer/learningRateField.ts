import { field } from '../../field';

/** The field `learningRate` with an optimizer's usual value. */
export function learningRateField(usual: number) {
  return field.number({
    label: 'Learning rate',
    help: 'How far a step goes along the gradient.',
    default: usual,
    min: 0,
    max: 1000,
    step: usual / 10,
  });
}

/** How the learning rate goes over a run. */
const schedules = ['constant', 'linear', 'cosine'] as const;

/** The name of a way in which the learning rate goes over a run. */
export type Schedule = (typeof schedules)[number];

/** The field `schedule` of every optimizer. */
export const scheduleField = field.choice<Schedule>({
  label: 'Over the run',
  help: 'A learning rate that falls ends with small, exact steps.',
  default: 'constant',
  advanced: true,
  options: [
    { value: 'constant', label: 'stays' },
    { value: 'linear', label: 'falls evenly to 0' },
    { value: 'cosine', label: 'falls along a cosine to 0' },
  ],
});

/**
 * What the learning rate is multiplied by when a share `done` (0 … 1) of the run's steps is over.
 * Source of the cosine: Loshchilov & Hutter, SGDR, 2017.
 */
export function scheduledShare(schedule: Schedule, done: number): number {
  switch (schedule) {
    case 'constant':
      return 1;
    case 'linear':
      return 1 - done;
    case 'cosine':
      return (1 + Math.cos(Math.PI * done)) / 2;
  }
}
