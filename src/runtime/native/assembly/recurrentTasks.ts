import { attentionGradientTask, attentionTask, currentAttention } from './attentionTasks';
import { Gather, gatherTask, SegmentSum, segmentSumTask } from './gatherTasks';
import { gruResetAfterGradientTask, gruResetAfterTask } from './gruResetAfterTasks';
import { gruGradientTask, gruTask } from './gruTasks';
import { lstmGradientTask, lstmTask } from './lstmTasks';
import { currentSequence } from './recurrentSequence';
import { ColumnSum, columnSumTask, PartProduct, partProductTask } from './recurrentSums';
import { simpleRnnGradientTask, simpleRnnTask } from './simpleRnnTasks';

/** Kinds of tasks from here on are recurrent layers, attention and embeddings; each has its case in runRecurrentTask. */
export const RECURRENT_TASKS: i32 = 400;
/** Kinds of sequences: this and the number of the cell. */
export const SEQUENCE: i32 = 400;
/** Kinds of sequences' gradients: this and the number of the cell. */
export const SEQUENCE_GRADIENT: i32 = 410;
export const PART_PRODUCT: i32 = 420;
export const COLUMN_SUM: i32 = 421;
export const ATTENTION: i32 = 430;
export const ATTENTION_GRADIENT: i32 = 431;
export const GATHER: i32 = 440;
export const SEGMENT_SUM: i32 = 441;

/** Cells, as JavaScript numbers them. */
export const SIMPLE_RNN: i32 = 0;
export const LSTM: i32 = 1;
export const GRU: i32 = 2;
export const GRU_RESET_AFTER: i32 = 3;

/** Runs one task of a job of recurrent layers, attention and embeddings. */
export function runRecurrentTask(kind: i32, at: usize, index: i32): void {
  switch (kind) {
    case SEQUENCE + SIMPLE_RNN:
      simpleRnnTask(currentSequence(), index);
      break;
    case SEQUENCE + LSTM:
      lstmTask(currentSequence(), index);
      break;
    case SEQUENCE + GRU:
      gruTask(currentSequence(), index);
      break;
    case SEQUENCE + GRU_RESET_AFTER:
      gruResetAfterTask(currentSequence(), index);
      break;
    case SEQUENCE_GRADIENT + SIMPLE_RNN:
      simpleRnnGradientTask(currentSequence(), index);
      break;
    case SEQUENCE_GRADIENT + LSTM:
      lstmGradientTask(currentSequence(), index);
      break;
    case SEQUENCE_GRADIENT + GRU:
      gruGradientTask(currentSequence(), index);
      break;
    case SEQUENCE_GRADIENT + GRU_RESET_AFTER:
      gruResetAfterGradientTask(currentSequence(), index);
      break;
    case PART_PRODUCT:
      partProductTask(changetype<PartProduct>(at), index);
      break;
    case COLUMN_SUM:
      columnSumTask(changetype<ColumnSum>(at), index);
      break;
    case ATTENTION:
      attentionTask(currentAttention(), index);
      break;
    case ATTENTION_GRADIENT:
      attentionGradientTask(currentAttention(), index);
      break;
    case GATHER:
      gatherTask(changetype<Gather>(at), index);
      break;
    case SEGMENT_SUM:
      segmentSumTask(changetype<SegmentSum>(at), index);
      break;
  }
}
