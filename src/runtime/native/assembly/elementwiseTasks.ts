import { COLUMN_SUMS, PAIRS, ROW_SUMS, WEIGHT_UPDATE } from './elementwiseKinds';
import { Pairs, pairsTask } from './elementwisePairs';
import { ColumnSums, columnSumsTask, RowSums, rowSumsTask } from './elementwiseSums';
import { WeightUpdate, weightUpdateTask } from './elementwiseUpdates';

/** Kinds of tasks from here on are element-wise work and optimizers. */
export const ELEMENTWISE_TASKS: i32 = 300;

/** Runs one task of a job of element-wise work and optimizers. */
export function runElementwiseTask(kind: i32, at: usize, index: i32): void {
  switch (kind) {
    case COLUMN_SUMS:
      columnSumsTask(changetype<ColumnSums>(at), index);
      break;
    case ROW_SUMS:
      rowSumsTask(changetype<RowSums>(at), index);
      break;
    case PAIRS:
      pairsTask(changetype<Pairs>(at), index);
      break;
    case WEIGHT_UPDATE:
      weightUpdateTask(changetype<WeightUpdate>(at), index);
      break;
  }
}
