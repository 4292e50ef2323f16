/** Anything that JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Whether two values say the same in JSON; the order of keys does not matter. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const first = Object.entries(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    first.length === Object.keys(b).length &&
    first.every(
      ([key, value]) =>
        Object.hasOwn(b, key) && sameJson(value, (b as Record<string, JsonValue>)[key]),
    )
  );
}
