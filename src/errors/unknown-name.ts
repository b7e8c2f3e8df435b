/** Names that are in no table, and the near miss that a typing error most likely stands for. */

/** What a name can be the name of. */
export type NameKind =
  | 'semantics'
  | 'patch'
  | 'property'
  | 'transport'
  | 'flavour'
  | 'device'
  | 'backend'
  | 'driver'
  | 'byte order'
  | 'feature'
  | 'target'
  | 'machine';

/** A name that is not in its table. */
export class UnknownNameError extends Error {
  readonly kind: NameKind;
  readonly given: string;
  readonly known: readonly string[];
  /** Where the name would have its meaning: `for device net, `; empty if everywhere. */
  readonly where: string;

  constructor(kind: NameKind, given: string, known: readonly string[], where = '') {
    super(unknownNameText(`${where}${kind}`, given, known));
    this.name = 'UnknownNameError';
    this.kind = kind;
    this.given = given;
    this.known = known;
    this.where = where;
  }
}

/** Beside a near miss, a list longer than this hides more than it helps. */
const LIST_MAX = 20;

/** What `list` calls the names of a kind, by the last word of what an error calls them; options are kinds too. */
const TOPICS: ReadonlyMap<string, string> = new Map([
  ...['semantics', 'against'].map((each) => [each, 'semantics'] as const),
  ...['patch', 'with', 'instead-of'].map((each) => [each, 'patches'] as const),
  ...['target', 'on', 'confirm'].map((each) => [each, 'targets'] as const),
  ...['byte order', 'byte-order'].map((each) => [each, 'byte-orders'] as const),
  ['property', 'properties'],
  ['transport', 'transports'],
  ['flavour', 'flavours'],
  ['device', 'devices'],
  ['backend', 'backends'],
  ['driver', 'drivers'],
  ['feature', 'features'],
  ['operation', 'operations'],
  ['format', 'formats'],
  ['machine', 'machines'],
  ['reporter', 'reporters'],
]);

/** The command that lists the names of a kind, as a clause; empty where no list has them. */
export function listedBy(what: string): string {
  const [, device] = /for device (\S+), feature$/.exec(what) ?? [];
  const topic = TOPICS.get(what.replace(/^.*, /, '').replace(/^--/, ''));
  if (topic === undefined) return '';
  return `; "virtio-verify list ${topic}${device === undefined ? '' : ` --device ${device}`}" lists them`;
}

/** Says that a name is in no table: the near miss first, then all that there is, and the command that lists it. */
export function unknownNameText(what: string, given: string, known: readonly string[]): string {
  const meant = nearest(given, known);
  const hint = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
  const isLong = known.length > LIST_MAX && meant !== undefined;
  const all = isLong ? `there are ${known.length} in all` : `known: ${known.join(', ')}`;
  return `${what} "${given}" is not known${hint}; ${all}${listedBy(what)}`;
}

/** The known name that a typing error most likely stands for. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const typed = name.toLowerCase();
  const ranked = known
    .map((each) => ({ each, edits: editDistance(typed, each.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  if (best !== undefined && best.edits <= Math.max(1, Math.floor(name.length / 3))) return best.each;
  return name.length < 3 ? undefined : known.find((each) => each.toLowerCase().startsWith(typed));
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row++) {
    const now = [row];
    for (let at = 1; at <= to.length; at++) {
      const same = from[row - 1] === to[at - 1];
      const replaced = (last[at - 1] ?? 0) + (same ? 0 : 1);
      let edits = Math.min((last[at] ?? 0) + 1, (now[at - 1] ?? 0) + 1, replaced);
      if (row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1])
        edits = Math.min(edits, (beforeLast[at - 2] ?? 0) + 1);
      now.push(edits);
    }
    beforeLast = last;
    last = now;
  }
  return last[to.length] ?? 0;
}
