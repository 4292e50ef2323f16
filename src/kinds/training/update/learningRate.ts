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
const schedules = ['constant', 'linear', 'cosine', 'step', 'plateau'] as const;

/** The name of a way in which the learning rate goes over a run. */
export type Schedule = (typeof schedules)[number];

/** The fields of every update that say how the learning rate goes over a run. */
export const scheduleFields = {
  schedule: field.choice<Schedule>({
    label: 'Over the run',
    help: 'A learning rate that falls ends with small, exact steps.',
    default: 'constant',
    advanced: true,
    options: [
      { value: 'constant', label: 'stays' },
      { value: 'linear', label: 'falls evenly to 0' },
      { value: 'cosine', label: 'falls along a cosine to 0' },
      { value: 'step', label: 'falls every so many epochs' },
      { value: 'plateau', label: 'falls when the loss stays' },
    ],
  }),
  fallEpochs: field.integer({
    label: 'Falls after',
    help: 'Epochs between two falls, or without a smaller loss before one.',
    default: 10,
    min: 1,
    advanced: true,
  }),
  fallFactor: field.number({
    label: 'Falls by',
    help: 'What the learning rate is multiplied by at each fall.',
    default: 0.1,
    min: 0,
    max: 1,
    advanced: true,
  }),
  warmUpSteps: field.integer({
    label: 'Warm-up steps',
    help: 'The learning rate grows evenly from 0 over so many steps.',
    default: 0,
    min: 0,
    advanced: true,
  }),
} as const;

/** Where a run is, as far as the learning rate needs to know. */
export interface ScheduleMoment {
  /** Steps done, from 0. */
  readonly step: number;
  /** The share of the run's steps that is over, 0 … 1. */
  readonly done: number;
  /** The running epoch, from 1. */
  readonly epoch: number;
  /** How often the loss stayed where it was for too long. */
  readonly plateaus: number;
}

/**
 * What the learning rate is multiplied by at a moment of a run.
 * Sources: cosine, Loshchilov & Hutter, SGDR, 2017; warm-up, Goyal et al., 2017.
 */
export function scheduledShare(
  fields: {
    readonly schedule: Schedule;
    readonly fallEpochs: number;
    readonly fallFactor: number;
    readonly warmUpSteps: number;
  },
  { step, done, epoch, plateaus }: ScheduleMoment,
): number {
  const { schedule, fallEpochs, fallFactor, warmUpSteps } = fields;
  const warmth = warmUpSteps > 0 ? Math.min(1, (step + 1) / warmUpSteps) : 1;
  switch (schedule) {
    case 'constant':
      return warmth;
    case 'linear':
      return warmth * (1 - done);
    case 'cosine':
      return (warmth * (1 + Math.cos(Math.PI * done))) / 2;
    case 'step':
      return warmth * fallFactor ** Math.floor((epoch - 1) / fallEpochs);
    case 'plateau':
      return warmth * fallFactor ** plateaus;
  }
}
