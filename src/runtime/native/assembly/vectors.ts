/** a · b + c in each lane; rounded once where the processor can, twice elsewhere. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** c - a · b in each lane; rounded once where the processor can, twice elsewhere. */
export function subtractProduct(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** The sum of the four lanes. */
export function sumOfLanes(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) +
    f32x4.extract_lane(a, 1) +
    (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
  );
}

/** Writes the first `count` lanes. */
export function storeLanes(at: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(at, value);
    return;
  }
  if (count > 0) f32.store(at, f32x4.extract_lane(value, 0));
  if (count > 1) f32.store(at + 4, f32x4.extract_lane(value, 1));
  if (count > 2) f32.store(at + 8, f32x4.extract_lane(value, 2));
}

/** Reads `count` lanes, the others being 0. */
export function loadLanes(at: usize, count: i32): v128 {
  if (count >= 4) return v128.load(at);
  let value = f32x4.splat(0);
  if (count > 0) value = f32x4.replace_lane(value, 0, f32.load(at));
  if (count > 1) value = f32x4.replace_lane(value, 1, f32.load(at + 4));
  if (count > 2) value = f32x4.replace_lane(value, 2, f32.load(at + 8));
  return value;
}
