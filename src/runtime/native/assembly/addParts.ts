/** The sum of several equally large parts that lie one after the other. */
@unmanaged
export class PartSum {
  from: usize;
  out: usize;
  parts: i32;
  count: i32;
}

/** Numbers that one task adds up. */
export const PART_SUM_CHUNK: i32 = 4096;

/** Adds up one chunk of the parts, always in the same order. */
export function partSumTask(sum: PartSum, index: i32): void {
  const first = index * PART_SUM_CHUNK;
  const end = min(first + PART_SUM_CHUNK, sum.count);
  const stride = <usize>sum.count * 4;
  let place = first;
  for (; place + 4 <= end; place += 4) {
    let from = sum.from + <usize>place * 4;
    let total = v128.load(from);
    for (let part = 1; part < sum.parts; part++) {
      from += stride;
      total = f32x4.add(total, v128.load(from));
    }
    v128.store(sum.out + <usize>place * 4, total);
  }
  for (; place < end; place++) {
    let from = sum.from + <usize>place * 4;
    let total = f32.load(from);
    for (let part = 1; part < sum.parts; part++) {
      from += stride;
      total += f32.load(from);
    }
    f32.store(sum.out + <usize>place * 4, total);
  }
}
