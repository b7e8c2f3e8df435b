/**
 * The published reviews are kept current by the command in docs/review.md, which takes too long for a test.
 * Here: that they are what that command writes of these patches, and fit a mail.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROPERTIES } from '../../properties/index.ts';
import { columns } from '../../src/report/layout.ts';

describe.each(['force-modern-v2', 'december-2021-verdict'])('docs/reviews/%s.txt', (patch) => {
  const text = readFileSync(`docs/reviews/${patch}.txt`, 'utf8');
  const flat = text.replace(/ \\\n +/g, ' ');

  it('is a whole mail: its title, its command, and nothing wider than 72 columns', () => {
    expect(text.startsWith(`Review of ${patch} against qemu-6.1\n`)).toBe(true);
    expect(flat).toContain(`$ virtio-verify review --patch ${patch} --against qemu-6.1 --byte-order big\n`);
    for (const line of text.split('\n')) {
      expect(columns(line), line).toBeLessThanOrEqual(72);
      expect(line).toMatch(/^[ -~]*$/);
    }
  });

  it('quotes claims of the catalogue, word for word', () => {
    const quotes = [...text.matchAll(/^(\w+) \([^)]*\)\n((?:> .*\n)+)/gm)];
    expect(quotes.length).toBeGreaterThan(3);
    for (const [, id, quoted = ''] of quotes) {
      const claim = quoted.replace(/^> /gm, '').replaceAll('\n', ' ').trim();
      // A mail is plain ASCII.
      const said = PROPERTIES.find((property) => property.id === id)?.claim.replaceAll('’', "'");
      expect(said, id).toBe(claim);
    }
  });

  it('covers everything to its end', () => {
    expect(text.replace(/\s+/g, ' ')).toContain('every scenario to its end');
  });
});
