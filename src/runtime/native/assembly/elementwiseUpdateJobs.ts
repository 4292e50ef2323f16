import { WEIGHT_UPDATE } from './elementwiseKinds';
import { UPDATE_CHUNK, WeightUpdate } from './elementwiseUpdates';
import { nextParameters, runJob } from './jobs';

/**
 * Changes one weight by a rule (PLAIN, …, ADAGRAD), with what `rate` … `upper` say, see
 * WeightUpdate; writes the new weight to `out`, and the slots `first` and `second` (0: none) in place.
 */
export function updateWeight(
  rule: i32,
  weight: usize,
  gradient: usize,
  out: usize,
  first: usize,
  second: usize,
  count: i32,
  rate: f32,
  keptFirst: f32,
  keptSecond: f32,
  newFirst: f32,
  newSecond: f32,
  sumFirst: f32,
  sumSecond: f32,
  epsilon: f32,
  limit: f32,
  share: f32,
  kept: f32,
  lower: f32,
  upper: f32,
): void {
  const job = changetype<WeightUpdate>(nextParameters());
  job.rule = rule;
  job.weight = weight;
  job.gradient = gradient;
  job.out = out;
  job.first = first;
  job.second = second;
  job.count = count;
  job.rate = rate;
  job.keptFirst = keptFirst;
  job.keptSecond = keptSecond;
  job.newFirst = newFirst;
  job.newSecond = newSecond;
  job.sumFirst = sumFirst;
  job.sumSecond = sumSecond;
  job.epsilon = epsilon;
  job.limit = limit;
  job.share = share;
  job.kept = kept;
  job.lower = lower;
  job.upper = upper;
  runJob(WEIGHT_UPDATE, (count + UPDATE_CHUNK - 1) / UPDATE_CHUNK);
}
