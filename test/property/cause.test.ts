import { describe, expect, it } from 'vitest';
import { withoutValues } from '../../src/property/cause.ts';

describe('a sentence without its values', () => {
  it.each([
    ['the status is 0x8b (ACKNOWLEDGE FAILED), and', 'the status is …, and'],
    ['was sent 0x100000008 {MTU, VERSION_1} early', 'was sent … early'],
    ['mtu = 1500 must read dc05, and reads 05dc', 'mtu = … must read …, and reads …'],
    ['VERSION_1 is acknowledged', 'VERSION_1 is acknowledged'],
    ['a reset added a face', 'a reset added a face'],
  ])('%s', (sentence, expected) => {
    expect(withoutValues(sentence)).toBe(expected);
  });
});
