/**
 * Who may import whom. The folders stand on floors; a file imports from its own folder and from lower floors, and
 * nothing runs in a circle. docs/architecture.md draws the same list.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { circles, FLOORS, floorOf, type Imports, importsIn, roomOf } from './helpers/imports.ts';

const files = ['machines', 'properties', 'src'].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(top, name.replaceAll('\\', '/'))),
);
const imports: Imports = new Map(files.map((file) => [file, importsIn(file, readFileSync(file, 'utf8'))]));

/** The arrows between groups of files, each with one import that it stands for. */
function between(groupOf: (file: string) => string): Imports {
  const groups = new Map<string, Set<string>>();
  for (const [file, targets] of imports) {
    const own = groupOf(file);
    const out = groups.get(own) ?? new Set();
    groups.set(own, out);
    for (const target of targets) if (groupOf(target) !== own) out.add(groupOf(target));
  }
  return groups;
}

describe('the floors', () => {
  it('have a place for every file', () => {
    expect(files.filter((file) => floorOf(file) === -1)).toEqual([]);
  });

  it('name folders that exist', () => {
    const rooms = new Set(files.map(roomOf));
    expect(FLOORS.flat().filter((room) => !rooms.has(room))).toEqual([]);
  });

  it('are climbed by no import', () => {
    const climbs = [...imports].flatMap(([file, targets]) =>
      [...targets]
        .filter((target) => roomOf(target) !== roomOf(file) && floorOf(target) >= floorOf(file))
        .map((target) => `${file} imports ${target}`),
    );
    expect(climbs).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');
  const inCode = (text: string): readonly string[] =>
    [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

  it('has the floors as they are', () => {
    const rows = [...page.matchAll(/^\| \d+ \| ([^|]+) \|/gm)].map(([, rooms = '']) => inCode(rooms));
    expect(rows).toEqual(FLOORS);
  });

  it('tells three lives, each through files that exist, and each in one direction', () => {
    const lives = page.split(/^### /m).slice(1);
    expect(lives.length).toBe(3);
    for (const life of lives) {
      const stops = [...life.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file = '']) => file);
      expect(stops.filter((file) => !files.includes(file))).toEqual([]);
      const floors = stops.map(floorOf);
      const sorted = floors.toSorted((one, other) => one - other);
      expect(floors, life).toEqual((floors[0] ?? 0) > (floors.at(-1) ?? 0) ? sorted.reverse() : sorted);
    }
  });
});

describe('no circle', () => {
  it('runs through files', () => {
    expect(circles(imports)).toEqual([]);
  });

  it('runs through folders', () => {
    expect(circles(between(dirname))).toEqual([]);
  });
});

describe('the engines', () => {
  const VIRTIO =
    /\b(virtio|FEATURES_OK|DRIVER_OK|VERSION_1|deviceStatus|driverFeature|guestFeatures|pci|mmio|ccw|vhost|qemu)\b/i;
  const engines = files.filter((file) => /^src\/(numbering|statechart|property|explore|sample)\//.test(file));

  it('hold no word of virtio', () => {
    const words = engines.flatMap((file) =>
      withoutComments(readFileSync(file, 'utf8'))
        .split('\n')
        .filter((line) => VIRTIO.test(line) && !/^(import|export) .* from /.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(words).toEqual([]);
  });
});

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

describe('what finds circles and climbs', () => {
  it('sees a circle of three', () => {
    const graph: Imports = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['a'])],
      ['d', new Set(['a'])],
    ]);
    expect(circles(graph)).toEqual([['a', 'b', 'c']]);
  });

  it('sees every form of import', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { b } from '../b.ts';",
      "export * from './c.ts';",
      "const d = await import('./d.ts');",
      "import './e.ts';",
      "import {\n  f,\n} from './f.ts';",
      "import fc from 'fast-check';",
      "new Worker(new URL('./g.js', import.meta.url));",
    ].join('\n');
    expect([...importsIn('src/x/y.ts', text)]).toEqual([
      'src/x/a.ts',
      'src/b.ts',
      'src/x/c.ts',
      'src/x/d.ts',
      'src/x/e.ts',
      'src/x/f.ts',
      'src/x/g.ts',
    ]);
  });
});
