import { networkTraining } from '../../../src/analysis/networkTraining';
import { type GraphNode, type Project, phaseDefaults } from '../../../src/document/project';
import { parseFields } from '../../../src/kinds/field';
import { findOptimizerKind } from '../../../src/kinds/training/registry';

/** What the memory of training depends on besides the network. */
export interface MemorySettings {
  readonly batch: number;
  readonly optimizer: Pick<GraphNode, 'kind' | 'fields'>;
}

/** The settings of the phase that trains a network, or the usual ones where none does. */
export function usualMemorySettings(project: Project, graphId: string): MemorySettings {
  const training = networkTraining(project, graphId);
  return {
    batch: training?.phase.batchSize ?? phaseDefaults.batchSize,
    optimizer: {
      kind: training?.optimizer?.id ?? 'adam',
      fields: (training?.fields ?? {}) as GraphNode['fields'],
    },
  };
}

/** Numbers that an optimizer keeps for every trainable one; 0 for one that is not known. */
export function optimizerSlots({ kind, fields }: MemorySettings['optimizer']): number {
  const optimizer = findOptimizerKind(kind);
  if (!optimizer) return 0;
  const { values } = parseFields(optimizer.fields, fields);
  return values ? optimizer.slots(values) : 0;
}
