import { type KindChoice, type Phase, phaseDefaults } from '../../../src/document/project';
import { findOptimizerKind } from '../../../src/kinds/training/registry';
import { readPartFields } from '../../../src/kinds/training/trainingKind';

/** What the memory of training depends on besides the network. */
export interface MemorySettings {
  readonly batch: number;
  readonly optimizer: KindChoice;
}

/** The settings of the phase that trains a network, or the usual ones where none does. */
export function usualMemorySettings(phases: readonly Phase[], graphId: string): MemorySettings {
  const phase = phases.find((candidate) => candidate.network === graphId);
  return {
    batch: phase?.batchSize ?? phaseDefaults.batchSize,
    optimizer: phase?.optimizer ?? { kind: 'adam', fields: {} },
  };
}

/** Numbers that an optimizer keeps for every trainable one; 0 for one that is not known. */
export function optimizerSlots({ kind, fields }: KindChoice): number {
  const optimizer = findOptimizerKind(kind);
  if (!optimizer) return 0;
  const values = readPartFields(optimizer, fields);
  return values.ok ? optimizer.slots(values.value) : 0;
}
