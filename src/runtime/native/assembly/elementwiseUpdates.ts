import { loadLanes, storeLanes } from './vectors';

/** How a weight follows its gradient; `first` and `second` are the slots of the optimizer. */
export const PLAIN: i32 = 0;
export const MOMENTUM: i32 = 1;
export const NESTEROV: i32 = 2;
export const ADAM: i32 = 3;
export const RMSPROP: i32 = 4;
export const ADAGRAD: i32 = 5;

/** Numbers that one task changes. */
export const UPDATE_CHUNK: i32 = 16384;

/** A step of an optimizer for one weight; the order of the operations is that of tf.js. */
@unmanaged
export class WeightUpdate {
  weight: usize;
  gradient: usize;
  out: usize;
  first: usize;
  second: usize;
  count: i32;
  rule: i32;
  rate: f32;
  /** How much of each slot is kept: momentum or β₁; β₂ or the decay. */
  keptFirst: f32;
  keptSecond: f32;
  /** How much of what is new goes in: 1 − β₁; 1 − β₂ or 1 − decay. */
  newFirst: f32;
  newSecond: f32;
  /** What Adam's slots are divided by. */
  sumFirst: f32;
  sumSecond: f32;
  epsilon: f32;
  /** Gradients are kept between −limit and limit, then multiplied by a share. */
  limit: f32;
  share: f32;
  /** What the weight is multiplied by before, and between what it is kept after. */
  kept: f32;
  lower: f32;
  upper: f32;
}

/** Changes one chunk of the weight. */
export function weightUpdateTask(job: WeightUpdate, index: i32): void {
  const first = index * UPDATE_CHUNK;
  const end = min(first + UPDATE_CHUNK, job.count);
  const limit = f32x4.splat(job.limit);
  const share = f32x4.splat(job.share);
  const kept = f32x4.splat(job.kept);
  const lower = f32x4.splat(job.lower);
  const upper = f32x4.splat(job.upper);
  for (let place = first; place < end; place += 4) {
    const at = <usize>place * 4;
    const lanes = end - place;
    let gradient = loadLanes(job.gradient + at, lanes);
    gradient = f32x4.max(f32x4.min(gradient, limit), f32x4.neg(limit));
    gradient = f32x4.mul(gradient, share);
    const weight = f32x4.mul(loadLanes(job.weight + at, lanes), kept);
    const next = nextWeight(job, weight, gradient, at, lanes);
    storeLanes(job.out + at, f32x4.min(f32x4.max(next, lower), upper), lanes);
  }
}

function nextWeight(job: WeightUpdate, weight: v128, gradient: v128, at: usize, lanes: i32): v128 {
  const back = f32x4.splat(-job.rate);
  if (job.rule === PLAIN) return f32x4.add(f32x4.mul(back, gradient), weight);
  let first = loadLanes(job.first + at, lanes);
  if (job.rule === ADAGRAD) {
    first = f32x4.add(first, f32x4.mul(gradient, gradient));
    storeLanes(job.first + at, first, lanes);
    const root = f32x4.sqrt(f32x4.add(first, f32x4.splat(job.epsilon)));
    return f32x4.add(f32x4.mul(f32x4.div(gradient, root), back), weight);
  }
  const keptFirst = f32x4.splat(job.keptFirst);
  if (job.rule === MOMENTUM || job.rule === NESTEROV) {
    first = f32x4.add(f32x4.mul(keptFirst, first), gradient);
    storeLanes(job.first + at, first, lanes);
    const way = job.rule === MOMENTUM ? first : f32x4.add(gradient, f32x4.mul(first, keptFirst));
    return f32x4.add(f32x4.mul(back, way), weight);
  }
  const square = f32x4.mul(f32x4.mul(gradient, gradient), f32x4.splat(job.newSecond));
  let second = loadLanes(job.second + at, lanes);
  second = f32x4.add(f32x4.mul(second, f32x4.splat(job.keptSecond)), square);
  storeLanes(job.second + at, second, lanes);
  const epsilon = f32x4.splat(job.epsilon);
  if (job.rule === RMSPROP) {
    const root = f32x4.sqrt(f32x4.add(second, epsilon));
    const way = f32x4.div(f32x4.mul(gradient, f32x4.splat(job.rate)), root);
    first = f32x4.add(f32x4.mul(first, keptFirst), way);
    storeLanes(job.first + at, first, lanes);
    return f32x4.sub(weight, first);
  }
  first = f32x4.add(f32x4.mul(first, keptFirst), f32x4.mul(gradient, f32x4.splat(job.newFirst)));
  storeLanes(job.first + at, first, lanes);
  const root = f32x4.sqrt(f32x4.div(second, f32x4.splat(job.sumSecond)));
  const mean = f32x4.div(first, f32x4.splat(job.sumFirst));
  return f32x4.add(f32x4.mul(f32x4.div(mean, f32x4.add(root, epsilon)), back), weight);
}
