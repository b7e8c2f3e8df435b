/** What files import, on which floor they stand, and circles among them. */
import { dirname, join } from 'node:path/posix';

/** By file (or folder): what it imports. */
export type Imports = ReadonlyMap<string, ReadonlySet<string>>;

/** From the ground up. A room imports rooms of lower floors only. */
export const FLOORS: readonly (readonly string[])[] = [
  ['src/errors', 'src/numbering', 'src/tool'],
  ['machines/vocabulary'],
  ['src/statechart', 'src/trace'],
  ['src/property'],
  ['machines'],
  ['src/model'],
  ['properties', 'src/explore', 'src/scenarios'],
  ['src/sample', 'src/user-files', 'src/diagram', 'src/mail', 'src/machines.ts'],
  ['src/check'],
  ['src/targets', 'src/compare', 'src/baseline'],
  ['src/conform', 'src/litmus'],
  ['src/review'],
  ['src/jobs', 'src/report'],
  ['src/replay', 'src/explain', 'src/force-modern', 'src/bench', 'src/library'],
  ['src/index.ts'],
  ['src/workers'],
  ['src/testing'],
  ['src/cli'],
];

/** The room of a file: its folder below `src`, or `machines/vocabulary`, `machines`, `properties`. */
export function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (top === 'properties') return top;
  if (top === 'machines') return second === 'vocabulary' ? 'machines/vocabulary' : top;
  return `${top}/${second}`;
}

/** How high the room of a file stands; -1 when no floor has it. */
export const floorOf = (file: string): number => FLOORS.findIndex((rooms) => rooms.includes(roomOf(file)));

const IMPORT =
  /^(?:import|export)\s[^;'"]*?\sfrom\s+'(\.[^']+)'|^import\s+'(\.[^']+)'|\bimport\('(\.[^']+)'\)|new URL\('(\.[^']+\.js)', import\.meta\.url\)/gm;

/** The project's own files that a file imports, loads later, or starts as a thread. */
export function importsIn(file: string, text: string): ReadonlySet<string> {
  const targets = [...text.matchAll(IMPORT)].map(([, a, b, c, d]) => a ?? b ?? c ?? d ?? '');
  return new Set(
    targets
      .map((target) => join(dirname(file), target).replace(/\.js$/, '.ts'))
      .filter((target) => target.endsWith('.ts')),
  );
}

/** Groups of nodes in which each reaches each other: Tarjan's strongly connected components of two and more. */
export function circles(graph: Imports): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    lowest.set(node, index.size - 1);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(next) ?? 0));
    }
    if (lowest.get(node) !== index.get(node)) return;
    const members = stack.splice(stack.indexOf(node));
    if (members.length > 1) found.push(members.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}
