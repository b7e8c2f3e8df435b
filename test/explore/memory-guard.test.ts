import { describe, expect, it } from 'vitest';
import { MemoryGuard } from '../../src/explore/memory-guard.ts';

const MB = 1e6;

describe('the memory guard', () => {
  it('says which limit is reached', () => {
    const use = { process: 90 * MB, heap: 30 * MB, heapMax: 100 * MB };
    expect(new MemoryGuard(100 * MB, () => use).reached(0)).toBeUndefined();
    expect(new MemoryGuard(80 * MB, () => use).reached(0)).toBe('the memory limit of 80 MB');
    expect(new MemoryGuard(100 * MB, () => ({ ...use, heap: 90 * MB })).reached(0)).toBe(
      "the end of Node's heap of 100 MB (see node --max-old-space-size)",
    );
  });

  it('looks now and then only, because looking takes time', () => {
    let looks = 0;
    const guard = new MemoryGuard(100 * MB, () => {
      looks++;
      return { process: 0, heap: 0, heapMax: 1 };
    });
    for (let now = 0; now < 500; now++) guard.reached(now);
    expect(looks).toBe(5);
  });

  it('finds this very process above one byte', () => {
    expect(new MemoryGuard(1).reached(0)).toBe('the memory limit of 0 MB');
  });
});
