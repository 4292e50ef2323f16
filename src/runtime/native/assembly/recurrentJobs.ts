import { nextParameters, runJob } from './jobs';
import { PACKING } from './kindsOfTasks';
import { PANEL_STEP, Packing, panelCount } from './packPanels';
import { clearNumbers, copyNumbers, currentSequence } from './recurrentSequence';
import { COLUMN_SUM_COLUMNS, ColumnSum, PartProduct, partProductTasks } from './recurrentSums';
import {
  COLUMN_SUM,
  GRU,
  GRU_RESET_AFTER,
  LSTM,
  PART_PRODUCT,
  SEQUENCE,
  SEQUENCE_GRADIENT,
} from './recurrentTasks';
import { SCRATCH_BYTES, threadCount } from './threadMemory';

/**
 * Sets what the next calls work on: a cell (0 simple RNN, 1 LSTM, 2 GRU, 3 GRU that resets after the
 * matrix), its activations, its sizes, the order of reading, whether the state after the last step
 * that is read lies first, and a mask [batch, steps] (0: none).
 */
export function setSequence(
  cell: i32,
  activation: i32,
  gateActivation: i32,
  batch: i32,
  steps: i32,
  units: i32,
  backwards: bool,
  turned: bool,
  mask: usize,
): void {
  const sequence = currentSequence();
  sequence.cell = cell;
  sequence.activation = activation;
  sequence.gateActivation = gateActivation;
  sequence.batch = batch;
  sequence.steps = steps;
  sequence.units = units;
  sequence.gateWidth = units * gatesKept(cell);
  sequence.backwards = <i32>backwards;
  sequence.turned = <i32>turned;
  sequence.mask = mask;
  // Rows never meet, so how many go together changes no number.
  const shared = (batch + threadCount() - 1) / threadCount();
  sequence.rowsOfTask = max(1, min(shared, SCRATCH_BYTES / (4 * units)));
}

/** Numbers that a cell keeps for each unit and step; the fourth of a GRU is no gate. */
function gatesKept(cell: i32): i32 {
  if (cell === LSTM || cell === GRU_RESET_AFTER) return 4;
  return cell === GRU ? 3 : 1;
}

/** Columns of the kernels. */
function kernelColumns(): i32 {
  const sequence = currentSequence();
  return sequence.cell === GRU_RESET_AFTER ? 3 * sequence.units : sequence.gateWidth;
}

/** Columns of the recurrent kernel that the first product takes. */
function firstColumns(): i32 {
  const sequence = currentSequence();
  return sequence.cell >= GRU ? 2 * sequence.units : sequence.gateWidth;
}

/** Bytes of the packed recurrent kernel that `readSequence` and `readSequenceBack` need. */
export function sequencePanelBytes(): i32 {
  const units = currentSequence().units;
  const steps = (kernelColumns() + 16) * (units + 8);
  return steps * 4;
}

/**
 * Leads a batch x [batch, steps, features] through a layer. Kernels and biases are those of Keras
 * (`stateBias`: the second row of a GRU that resets after the matrix), 0 where there is none.
 *
 * `gates` [batch, steps, gates · units], and `memories` [batch, steps, units] with `keepsMemories`,
 * hold what the backward pass needs; without it memories need [batch, units]. States are written to
 * `states`, [batch, steps, units] with `keepsStates` and [batch, units] without. What is after the
 * last step is written to `lastState` and `lastMemory` where they are not 0.
 */
export function readSequence(
  x: usize,
  features: i32,
  kernel: usize,
  recurrentKernel: usize,
  bias: usize,
  stateBias: usize,
  firstState: usize,
  firstMemory: usize,
  gates: usize,
  states: usize,
  keepsStates: bool,
  memories: usize,
  keepsMemories: bool,
  lastState: usize,
  lastMemory: usize,
  panels: usize,
): void {
  const sequence = currentSequence();
  const columns = kernelColumns();
  const product = changetype<PartProduct>(nextParameters());
  product.left = x;
  product.leftRowBytes = <usize>features * 4;
  product.leftStepBytes = 4;
  product.right = kernel;
  product.rightStepBytes = <usize>columns * 4;
  product.rightColumnBytes = 4;
  product.out = gates;
  product.outRowBytes = <usize>sequence.gateWidth * 4;
  product.bias = bias;
  product.rows = sequence.batch * sequence.steps;
  product.inner = features;
  product.columns = columns;
  product.finish = 0;
  runJob(PART_PRODUCT, partProductTasks(product));
  const first = firstColumns();
  sequence.panels = panels;
  sequence.statePanels = pack(recurrentKernel, columns, first, false, panels);
  if (first < columns) {
    pack(recurrentKernel + <usize>first * 4, columns, columns - first, false, sequence.statePanels);
  }
  placeStates(firstState, firstMemory, gates, states, keepsStates, memories, keepsMemories);
  sequence.lastState = lastState;
  sequence.lastMemory = lastMemory;
  sequence.stateBias = stateBias;
  runSequence(SEQUENCE);
}

/**
 * Leads gradients back through a layer, over what `readSequence` kept: from those of the states, of
 * the last state and of the last memory (each 0 where it counts not) to `stateGradient` and
 * `memoryGradient`, those of the first ones. Those of what the input adds to the gates (and, for a GRU that resets after the matrix, of what the
 * matrix makes of the state) are written to `gateGradients` [batch, steps, gates · units]; what the
 * recurrent kernel was multiplied with to `statesBefore` and, for a GRU that resets before it,
 * `resetStates`, [batch, steps, units].
 */
export function readSequenceBack(
  recurrentKernel: usize,
  firstState: usize,
  firstMemory: usize,
  gates: usize,
  states: usize,
  memories: usize,
  stateGradients: usize,
  lastStateGradient: usize,
  lastMemoryGradient: usize,
  stateGradient: usize,
  memoryGradient: usize,
  gateGradients: usize,
  statesBefore: usize,
  resetStates: usize,
  panels: usize,
): void {
  const sequence = currentSequence();
  const columns = kernelColumns();
  const first = firstColumns();
  sequence.panels = panels;
  sequence.statePanels = pack(recurrentKernel, columns, first, true, panels);
  if (first < columns) {
    pack(recurrentKernel + <usize>first * 4, columns, columns - first, true, sequence.statePanels);
  }
  placeStates(firstState, firstMemory, gates, states, true, memories, true);
  sequence.stateGradients = stateGradients;
  sequence.stateGradient = stateGradient;
  sequence.memoryGradient = memoryGradient;
  sequence.gateGradients = gateGradients;
  sequence.statesBefore = statesBefore;
  startGradient(lastStateGradient, stateGradient);
  if (sequence.cell === LSTM) startGradient(lastMemoryGradient, memoryGradient);
  sequence.resetStates = resetStates;
  runSequence(SEQUENCE_GRADIENT);
}

/** The gradients of the weights, after `readSequenceBack`; biases at 0 are left out. */
export function sequenceWeightGradients(
  x: usize,
  features: i32,
  kernelGradient: usize,
  recurrentGradient: usize,
  biasGradient: usize,
  stateBiasGradient: usize,
): void {
  const sequence = currentSequence();
  const columns = kernelColumns();
  const first = firstColumns();
  const units = sequence.units;
  const before = sequence.statesBefore;
  multiplySums(x, features, 0, columns, kernelGradient, 0);
  multiplySums(before, units, 0, first, recurrentGradient, 0);
  if (sequence.cell === GRU) {
    multiplySums(sequence.resetStates, units, first, units, recurrentGradient, first);
  }
  if (sequence.cell === GRU_RESET_AFTER) {
    multiplySums(before, units, 3 * units, units, recurrentGradient, first);
  }
  if (biasGradient !== 0) addUp(0, columns, biasGradient);
  if (stateBiasGradient !== 0) {
    addUp(0, first, stateBiasGradient);
    addUp(3 * units, units, stateBiasGradient + <usize>first * 4);
  }
}

/** The gradient of the input [batch, steps, features] from that of the gates. */
export function sequenceInputGradient(
  gateGradients: usize,
  kernel: usize,
  features: i32,
  out: usize,
): void {
  const sequence = currentSequence();
  const columns = kernelColumns();
  const product = changetype<PartProduct>(nextParameters());
  product.left = gateGradients;
  product.leftRowBytes = <usize>sequence.gateWidth * 4;
  product.leftStepBytes = 4;
  product.right = kernel;
  product.rightStepBytes = 4;
  product.rightColumnBytes = <usize>columns * 4;
  product.out = out;
  product.outRowBytes = <usize>features * 4;
  product.bias = 0;
  product.rows = sequence.batch * sequence.steps;
  product.inner = columns;
  product.columns = features;
  product.finish = 0;
  runJob(PART_PRODUCT, partProductTasks(product));
}

/** Packs columns of a recurrent kernel, or their transpose, and returns where the panels end. */
function pack(from: usize, rowColumns: i32, columns: i32, turned: bool, to: usize): usize {
  const units = currentSequence().units;
  const packing = changetype<Packing>(nextParameters());
  packing.from = from;
  packing.to = to;
  packing.blockBytes = 0;
  packing.blocks = 1;
  packing.stepBytes = turned ? 4 : <usize>rowColumns * 4;
  packing.columnBytes = turned ? <usize>rowColumns * 4 : 4;
  packing.steps = turned ? columns : units;
  packing.columns = turned ? units : columns;
  const panels = panelCount(packing.columns);
  const bytes = <usize>panels * <usize>packing.steps * PANEL_STEP;
  runJob(PACKING, panels);
  return to + bytes;
}

function startGradient(from: usize, to: usize): void {
  const sequence = currentSequence();
  const count = sequence.batch * sequence.units;
  if (from === 0) clearNumbers(to, count);
  else copyNumbers(from, to, count);
}

function placeStates(
  firstState: usize,
  firstMemory: usize,
  gates: usize,
  states: usize,
  keepsStates: bool,
  memories: usize,
  keepsMemories: bool,
): void {
  const sequence = currentSequence();
  const rowBytes = <usize>sequence.units * 4;
  const steps = <usize>sequence.steps;
  sequence.firstState = firstState;
  sequence.firstMemory = firstMemory;
  sequence.gates = gates;
  sequence.states = states;
  sequence.stateRowBytes = keepsStates ? steps * rowBytes : rowBytes;
  sequence.stateStepBytes = keepsStates ? rowBytes : 0;
  sequence.memories = memories;
  sequence.memoryRowBytes = keepsMemories ? steps * rowBytes : rowBytes;
  sequence.memoryStepBytes = keepsMemories ? rowBytes : 0;
}

function runSequence(kind: i32): void {
  const sequence = currentSequence();
  const tasks = (sequence.batch + sequence.rowsOfTask - 1) / sequence.rowsOfTask;
  runJob(kind + sequence.cell, tasks);
}

/** The product of something transposed, [batch · steps, rows], with columns of the gates' gradients. */
function multiplySums(
  left: usize,
  rows: i32,
  firstColumn: i32,
  columns: i32,
  out: usize,
  outColumn: i32,
): void {
  const sequence = currentSequence();
  const product = changetype<PartProduct>(nextParameters());
  product.left = left;
  product.leftRowBytes = 4;
  product.leftStepBytes = <usize>rows * 4;
  product.right = sequence.gateGradients + <usize>firstColumn * 4;
  product.rightStepBytes = <usize>sequence.gateWidth * 4;
  product.rightColumnBytes = 4;
  product.out = out + <usize>outColumn * 4;
  product.outRowBytes = <usize>kernelColumns() * 4;
  product.bias = 0;
  product.rows = rows;
  product.inner = sequence.batch * sequence.steps;
  product.columns = columns;
  product.finish = 0;
  runJob(PART_PRODUCT, partProductTasks(product));
}

/** The sums of columns of the gates' gradients over the batch and the steps. */
function addUp(firstColumn: i32, columns: i32, out: usize): void {
  const sequence = currentSequence();
  const sum = changetype<ColumnSum>(nextParameters());
  sum.from = sequence.gateGradients + <usize>firstColumn * 4;
  sum.rowBytes = <usize>sequence.gateWidth * 4;
  sum.out = out;
  sum.rows = sequence.batch * sequence.steps;
  sum.columns = columns;
  runJob(COLUMN_SUM, (columns + COLUMN_SUM_COLUMNS - 1) / COLUMN_SUM_COLUMNS);
}
