import { expect, it } from 'vitest';
import { Realm } from '../../src/user-files/realm.ts';

/** What is changed, how, and how it is named. */
const CHANGES: readonly (readonly [name: string, object: object, key: PropertyKey])[] = [
  ['Object.prototype.x', Object.prototype, 'x'],
  ['Array.prototype.map', Array.prototype, 'map'],
  ['Array.prototype[Symbol(Symbol.iterator)]', Array.prototype, Symbol.iterator],
  ['JSON.stringify', JSON, 'stringify'],
  ['Map.prototype.get', Map.prototype, 'get'],
  ['the global Map', globalThis, 'Map'],
  ['the global setTimeout', globalThis, 'setTimeout'],
  ['process.exit', process, 'exit'],
  ['process.stdout', process, 'stdout'],
];

it.each(CHANGES)('sees that somebody replaces %s', (name, object, key) => {
  const realm = new Realm();
  expect(realm.change()).toBeUndefined();
  const before = Object.getOwnPropertyDescriptor(object, key);
  const { defineProperty, deleteProperty } = Reflect;
  // In between nothing may run that needs what is replaced.
  defineProperty(object, key, { value: 'replaced', configurable: true, writable: true });
  const changed = realm.change();
  if (before === undefined) deleteProperty(object, key);
  else defineProperty(object, key, before);
  expect(changed).toBe(name);
  expect(realm.change()).toBeUndefined();
});

it('sees what is taken away, and what changes in the environment', () => {
  const realm = new Realm();
  const { at } = Array.prototype;
  Reflect.deleteProperty(Array.prototype, 'at');
  const changed = realm.change();
  Object.defineProperty(Array.prototype, 'at', { value: at, configurable: true, writable: true });
  expect(changed).toBe('Array.prototype.at');
  process.env.VIRTIO_VERIFY_TEST = '1';
  const added = realm.change();
  delete process.env.VIRTIO_VERIFY_TEST;
  expect(added).toBe('process.env.VIRTIO_VERIFY_TEST');
});
