import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columns, printable, wrap, wrapCommand } from '../../src/report/layout.ts';

it('makes control characters visible instead of obeying them', () => {
  expect(printable('a\u001b[31mb\nc\u202ed\u0000')).toBe('a\\u{1b}[31mb c\\u{202e}d\\u{0}');
});

it('wraps with a hanging indentation', () => {
  expect(wrap('one two three four', { width: 12, first: '1. ' })).toEqual([
    '1. one two',
    '   three',
    '   four',
  ]);
  expect(wrap('abcdefghij', { width: 6, first: '- ' })).toEqual(['- abcd', '  efgh', '  ij']);
});

it('keeps the words and the width', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 80 }), (text, width) => {
      const lines = wrap(text, { width, first: '  * ' });
      for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replace(/[ *]/g, '')).toBe(text.replace(/[ *]/g, ''));
    }),
  );
});

const bareWord = fc.stringMatching(/^[a-z0-9/._-]{1,30}$/);
const quotedWord = fc.stringMatching(/^'[a-z ]{0,20}'$/);

it('breaks a command so that a shell still reads the same words', () => {
  const command = `virtio-verify replay 'my trace.json' --qemu ${'/long'.repeat(20)} --driver "a b" end`;
  const wrapped = wrapCommand(command, { width: 72, first: '  ' });
  for (const line of wrapped) expect(columns(line)).toBeLessThanOrEqual(72);
  const say = (text: string) => execFileSync('sh', ['-c', `printf '%s\\n' ${text}`], { encoding: 'utf8' });
  expect(say(wrapped.join('\n'))).toBe(say(command));
});

it('breaks any command within the width, and joined again it is the same', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(bareWord, quotedWord), { minLength: 1 }), (words) => {
      const command = words.join(' ');
      const lines = wrapCommand(command, { width: 40, first: '  ' });
      for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(40);
      expect(
        lines
          .join('\n')
          .replace(/ \\\n +/g, ' ')
          .trim(),
      ).toBe(command.trim());
    }),
  );
});
