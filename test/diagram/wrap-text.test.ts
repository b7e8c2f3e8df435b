import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapTransition, wrapWords } from '../../src/diagram/wrap-text.ts';

const words = fc.array(fc.stringMatching(/^[a-z[\]/,]{1,12}$/), { minLength: 1, maxLength: 12 });

describe.each([
  ['wrapTransition', wrapTransition],
  ['wrapWords', wrapWords],
])('%s', (_, wrap) => {
  it('loses nothing, and exceeds the width only with a single word', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 30 }), (words, widthMax) => {
        const text = words.join(' ');
        const lines = wrap(text, widthMax);
        expect(lines.join(' ')).toBe(text);
        for (const line of lines) expect(line.length <= widthMax || !line.includes(' ')).toBe(true);
      }),
    );
  });
});

it('breaks a transition before its guard and its actions', () => {
  expect(wrapTransition('WRITE [is allowed, at least once] / store, tell', 28)).toEqual([
    'WRITE',
    '[is allowed, at least once]',
    '/ store, tell',
  ]);
});
