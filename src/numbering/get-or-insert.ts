/** What is worked out for each key once. */

/** What `known` has for a key; where it has nothing, it is made and kept. */
export function getOrInsert<K extends WeakKey, V>(known: WeakMap<K, V>, key: K, make: (key: K) => V): V;
export function getOrInsert<K, V>(known: Map<K, V>, key: K, make: (key: K) => V): V;
export function getOrInsert<K, V>(
  known: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: (key: K) => V,
): V {
  let value = known.get(key);
  if (value === undefined) {
    value = make(key);
    known.set(key, value);
  }
  return value;
}
