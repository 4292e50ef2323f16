/** A map that says of a few keys something else than the map below it; its keys are the same, in the same order. */
class OverlaidMap<Key, Value> implements ReadonlyMap<Key, Value> {
  constructor(
    readonly below: ReadonlyMap<Key, Value>,
    readonly changes: ReadonlyMap<Key, Value>,
  ) {}

  get size(): number {
    return this.below.size;
  }

  has(key: Key): boolean {
    return this.below.has(key);
  }

  get(key: Key): Value | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.below.get(key);
  }

  keys(): MapIterator<Key> {
    return this.below.keys();
  }

  *values(): Generator<Value, undefined> {
    for (const [, value] of this.entries()) yield value;
  }

  *entries(): Generator<[Key, Value], undefined> {
    for (const [key, value] of this.below) {
      yield [key, this.changes.has(key) ? (this.changes.get(key) as Value) : value];
    }
  }

  [Symbol.iterator](): Generator<[Key, Value], undefined> {
    return this.entries();
  }

  forEach(told: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this.entries()) told(value, key, this);
  }
}

/**
 * A map like another but for the values of some of its keys; neither is changed. Takes time linear in
 * the changes since the last full copy, of which a map of n entries keeps √n at most.
 */
export function withValues<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  changes: ReadonlyMap<Key, Value>,
): ReadonlyMap<Key, Value> {
  if (changes.size === 0) return map;
  for (const key of changes.keys()) {
    if (!map.has(key)) throw new Error(`${String(key)} is no key of the map.`);
  }
  const isOverlaid = map instanceof OverlaidMap;
  const below: ReadonlyMap<Key, Value> = isOverlaid ? map.below : map;
  const all = isOverlaid ? new Map<Key, Value>([...map.changes, ...changes]) : changes;
  if (all.size ** 2 <= below.size) return new OverlaidMap(below, all);
  const copy = new Map(below);
  for (const [key, value] of all) copy.set(key, value);
  return copy;
}
