/** The functions that the table of calls names are those that the tables of C functions know. */
import { expect, it } from 'vitest';
import { sourceFunctions } from '../../../machines/c-functions/index.ts';
import { CALLS } from '../../../machines/calls/index.ts';

const IDENTIFIER = /^[a-z_]\w*$/;

it('each call stands for something, and for functions that are known', () => {
  for (const [part, calls] of Object.entries(CALLS)) {
    for (const [name, { standsFor }] of Object.entries(calls)) {
      expect(standsFor.length, `${part}: ${name}`).toBeGreaterThan(0);
      for (const each of standsFor)
        if (IDENTIFIER.test(each)) expect(sourceFunctions(each), `${part}: ${name}, ${each}`).not.toEqual([]);
    }
  }
});
