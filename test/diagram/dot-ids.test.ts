import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyStateId, edgeId, encodeName, startId, stateId } from '../../src/diagram/dot-ids.ts';

const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'a:b', 'b', '%0020', ' ', ''));

describe('ids of a drawing', () => {
  it('are made of names that can be read back', () => {
    expect(stateId('device.driver ok')).toBe('state:device.driver%0020ok');
    fc.assert(
      fc.property(name, (text) => {
        const decoded = encodeName(text).replace(/%([\da-f]{4})/g, (_, hex) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        );
        expect(decoded).toBe(text);
      }),
    );
  });

  it('differ where kinds or names do', () => {
    fc.assert(
      fc.property(name, name, name, name, (a, b, c, d) => {
        if (a !== c || b !== d) expect(edgeId(a, b)).not.toBe(edgeId(c, d));
        if (a !== b) expect(stateId(a)).not.toBe(stateId(b));
        expect(new Set([stateId(a), edgeId(a, b), startId(a), anyStateId(a), startId(undefined)]).size).toBe(
          5,
        );
      }),
    );
  });

  it('need no escape in DOT, XML or an address', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(edgeId(a, b)).toMatch(/^[\w.:%-]+$/);
      }),
    );
  });
});
