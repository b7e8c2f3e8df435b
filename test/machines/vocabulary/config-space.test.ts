import { describe, expect, it } from 'vitest';
import { net, plain } from '../../../machines/classes/device-classes.ts';
import { configBytes } from '../../../machines/vocabulary/config-space.ts';
import { buildModel } from '../../../src/model/build-model.ts';
import { perform, powerOn } from '../../../src/model/perform.ts';
import { scenarioWith } from '../../targets/qemu/live.ts';

describe('configuration bytes', () => {
  const little = { bigEndian: false };
  const big = { bigEndian: true };

  it('turn fields, and never an address', () => {
    expect(configBytes(net, 10, 2, little)).toBe('dc05');
    expect(configBytes(net, 10, 2, big)).toBe('05dc');
    expect(configBytes(net, 0, 4, big)).toBe('52540012');
    expect(configBytes(net, 10, 2, { ...big, reversed: true })).toBe('dc05');
  });

  it('are all ones past the end', () => {
    expect(configBytes(net, 12, 4, little)).toBe('ffffffff');
    expect(configBytes(plain, 0, 1, little)).toBe('ff');
  });

  it('are what there is, and zeros, where the access moves only that', () => {
    expect(configBytes(net, 12, 4, { ...little, partial: true })).toBe('00000000');
    expect(configBytes(net, 10, 4, { ...big, partial: true })).toBe('05dc0000');
  });

  it.each(['qemu-7.2', 'spec-1.4'])(
    'of %s past the end are the buffer’s own on channel I/O alone',
    (semantics) => {
      const scenario = scenarioWith({
        semantics,
        transport: 'ccw',
        flavour: 'transitional',
        byteOrder: 'big',
      });
      const { model } = buildModel(scenario, { patches: [] });
      const read = { kind: 'ccw', command: 'READ_CONF', offset: 10, size: 4 } as const;
      expect(perform(model, powerOn(model), read).observations).toEqual([
        { kind: 'config', offset: 10, bytes: '05dc0000' },
      ]);
      const onPci = buildModel(scenarioWith({ semantics }), { patches: [] }).model;
      const past = { kind: 'read', interface: 'modern', register: 'config', offset: 12, size: 4 } as const;
      expect(perform(onPci, powerOn(onPci), past).observations).toEqual([
        { kind: 'config', offset: 12, bytes: 'ffffffff' },
      ]);
    },
  );
});
