import { type FieldSet, type FieldValues, field } from '../../field';
import { defineLayer } from '../../layerKind';
import type { UpdateKind, UpdateWorkspace } from '../stepKind';
import { scheduleFields } from './learningRate';

/** What every update can be told beside its optimizer's own fields. */
export const updateFields = {
  networks: field.names({
    label: 'Changes',
    help: 'Networks, parts of them (network/node) and trainable tensors; empty means all that its losses reach.',
    default: [],
    of: 'learners',
  }),
  ...scheduleFields,
  weightDecay: field.number({
    label: 'Weight decay',
    help: 'The share of every kernel that each step takes away, times the learning rate (decoupled).',
    default: 0,
    min: 0,
    max: 1,
    step: 0.001,
    advanced: true,
  }),
  clipNorm: field.number({
    label: 'Clip norm',
    help: 'Longer gradients (of all weights together) are shortened to this length; 0 leaves them.',
    default: 0,
    min: 0,
    advanced: true,
  }),
  clipValue: field.number({
    label: 'Clip value',
    help: 'Every entry of a gradient is kept within ± this; 0 leaves them.',
    default: 0,
    min: 0,
    advanced: true,
  }),
  clipWeights: field.number({
    label: 'Clip weights',
    help: 'After each step every weight is kept within ± this, as a Wasserstein critic needs; 0 leaves them.',
    default: 0,
    min: 0,
    step: 0.01,
    advanced: true,
  }),
  every: field.integer({
    label: 'Every … steps',
    help: 'Runs in each so-manieth step only.',
    default: 1,
    min: 1,
    advanced: true,
  }),
  order: field.integer({
    label: 'Order',
    help: 'Updates with smaller numbers run first; equal ones as they stand in the file.',
    default: 1,
    min: 1,
    advanced: true,
  }),
  fromEpoch: field.integer({ label: 'From epoch', default: 1, min: 1, advanced: true }),
  untilEpoch: field.integer({
    label: 'Until epoch',
    help: '0 means to the end.',
    default: 0,
    min: 0,
    advanced: true,
  }),
} as const;

/** The fields that every update has, read. */
export type UpdateFields = FieldValues<typeof updateFields> & { readonly learningRate: number };

/** An update from its optimizer's definition; it takes one loss or several, which it adds up. */
export function defineUpdate<Fields extends FieldSet>(definition: {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  readonly fields: Fields;
  readonly slots: (fields: FieldValues<Fields>) => number;
  readonly workspace: (fields: FieldValues<Fields>) => UpdateWorkspace;
  readonly formula: (fields: FieldValues<Fields>) => string;
}): UpdateKind {
  const { slots, workspace, formula, fields, ...about } = definition;
  const kind = defineLayer({
    ...about,
    family: 'update',
    inputs: { variadic: { per: 'batch', rank: 0, help: 'A loss to make smaller.' }, min: 1 },
    fields: { ...updateFields, ...fields },
    messages: {},
    keeps: 'none',
    operations: () => 0,
    infer: () => ({}),
    layers: () => [],
    formula: (values) => [formula(values as FieldValues<Fields>)],
    telling: (values) => {
      const { networks, learningRate, every } = values as unknown as UpdateFields;
      const parts = [networks.join(', '), String(learningRate), every > 1 ? `every ${every}` : ''];
      return parts.filter((part) => part !== '').join(' · ');
    },
    examples: [],
  });
  return {
    ...kind,
    outputs: [],
    slots: (values) => slots(values as FieldValues<Fields>),
    workspace: (values) => workspace(values as FieldValues<Fields>),
  };
}
