/** docs/catalogue.md: the rules of the argument, and the table of bugs as the test measured them. */

import { type BugPair, sourceOf } from '../../machines/semantics/catalogue/bug-pair.ts';
import { formatScenario } from '../../machines/vocabulary/scenario.ts';

/** What the test found out about a pair. */
export interface Measured {
  /** Steps of the counterexample on the bug, by property. */
  readonly told: readonly (readonly [property: string, steps: number])[];
  /** Operations until bug and fix differ, by who can see it. */
  readonly differs: readonly (readonly [visibleTo: string, operations: number])[];
}

const HEADER = `# Rivals and bugs

Two collections of patches to try a property, a comparison or a review on: the rules that were proposed, or are
in use, for the question of November 2021 (when does a transitional device know that its driver is modern?), and
real bugs of virtio implementations with their fixes. All of them are in machines/semantics/patches/, one small
overlay each, and \`--patch NAME\` lays them over a base:

\`\`\`console
$ virtio-verify explain revision-not-migrated
$ virtio-verify check --semantics spec-1.4 --transport ccw --flavour modern --device plain --patch revision-not-migrated --property saveAndLoadIsInvisible # exit 1
$ virtio-verify check --transport ccw --byte-order big --driver linux-5.15 --features MTU,63 --patch announced-early-config --property modernConfigLittleEndianBeforeFeatures
\`\`\`

## The rules

| rule | whose | here | what it does |
| --- | --- | --- | --- |
| N0 nothing | device | base \`qemu-7.2\` | the mode follows the acknowledged set; an early read is answered as to a legacy driver |
| N1 force, first version | device | \`force-modern-v1\` | after a modern reset the set becomes {VERSION_1}, through the whole mutator |
| N2 force, second version | device, back end | \`force-modern-v2\` | VERSION_1 is added, the mutator runs, vhost-net is told at once |
| N3 indicate | device | \`indicate-modern\`, \`indicate-modern-vhost\` | only the bit is set; the second one also tells vhost |
| N4 the verdict | device, back end | \`december-2021-verdict\` | N2 for every class and for vhost-user |
| N5 format on demand | device, back end | \`features-before-config\` | SET_FEATURES before each read of a configuration that the back end serves; a back end that refuses that is not modelled |
| N6 VERSION_1 first | driver | driver \`linux-5.15\` | a big-endian guest writes {VERSION_1}, reads, then writes its set |
| N7 everything first | driver | driver \`linux-5.18\` | all features are written, then validated, then perhaps fewer written |
| N8 no early look | driver | \`no-early-validation\` over a Linux driver | nothing is read before FEATURES_OK; what the check was for is lost |
| N9 probe by reset | driver | \`probe-by-reset\` over \`linux-5.15\` | VERSION_1 is declined, FEATURES_OK looked at, the device reset |
| N10 announce | both | \`announced-early-config\` over a Linux driver, with \`--features …,63\` | early reads only where a (made-up) feature bit allows them |
| N11 sample at reset | device | \`sample-at-reset\` | kvmtool: one byte order from one reset to the next |
| N12 a read is a write | device | \`assume-legacy-on-read\` | Linux vDPA: a read before any feature write sets the features to 0; here over QEMU’s core |
| N13 no legacy | device, back end | \`fence-legacy\`, \`fence-legacy-in-back-end\` | VERSION_1 is required: by the device at FEATURES_OK, or by the back end, which ends the session |

\`force-modern-shadow\` is this project’s own suggestion. N9 learns nothing on QEMU 7.2, which takes FEATURES_OK
without VERSION_1 from a modern-only device as well: every device looks transitional.

## The bugs

Each bug is laid over the base that has the fix, or its fix is a patch too. A bug of another implementation is the
same mistake on the machine that can express it; the patch says what is left out. test/machines/catalogue.test.ts
writes this table (UPDATE_GOLDEN=1) and checks that

- side by side, bug and fix differ after no more events than the report needed (a select register, the choice of a
  revision, or the DRIVER without which \`spec-1.4\` counts no feature word, is part of the event that it serves);
- the properties named fail on the bug and hold on its fix.

Classes: SW split feature writes, RF repeated feature writes, LF late feature writes, ST state that outlives a
reset, UO unoffered bits, CF configuration and features, AM sets that driver, front end and back end disagree about, KD
kicks and DRIVER_OK, MG migration and snapshots, FR refusal at FEATURES_OK, SS the status register, RS resets.

"Told by" has the steps of the counterexample; "differ after" the operations until bug and fix part: where the
driver sees it, where the back end or the host does, and where only the inner state shows it (\`internal\`).

| bug | class | the mistake | source | where | reported as | told by | differ after |
| --- | --- | --- | --- | --- | --- | --- | --- |
`;

const FOOTER = `
What a reader should know of some rows:

- \`config-swapped-at-feature-write\`: the shortest counterexample is the read that comes too early to be swapped. No
  property asks a legacy driver to write its features twice, which is the other half of that bug.
- \`kick-start-decided-at-reset\`: told apart without migrations. With them QEMU’s own base violates the property too,
  because a migration arms start-on-kick again.
- \`revision-not-migrated\` is a QEMU bug over \`spec-1.4\`, for the same reason; so is \`pci-registers-not-migrated\`.
- \`ring-mapped-once\` and \`follow-up-skipped-on-bad-bits\` end QEMU’s process. Here the device then answers nothing
  more, and many properties fail; the event ASSERTION_FAILED in the trace is the cause.
`;

/** A bar would end the cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

function rowOf(pair: BugPair, { told, differs }: Measured): string {
  const { scenario, bug, fix } = pair;
  const where = formatScenario({ ...scenario, patches: [] });
  const fixed = fix.length === 0 ? '' : `; fix: ${fix.map(({ name }) => `\`${name}\``).join(', ')}`;
  const cells = [
    bug.map(({ name }) => `\`${name}\``).join(', '),
    pair.classes.join(', '),
    bug[0].title,
    sourceOf(pair),
    `${where}${fixed}`,
    pair.sequence.join('; '),
    told.map(([property, steps]) => `\`${property}\` (${count(steps, 'step')})`).join(', '),
    differs.map(([who, operations]) => `${who} ${operations}`).join(', '),
  ];
  return `| ${cells.map(cell).join(' | ')} |\n`;
}

/** The whole page. */
export const cataloguePage = (rows: readonly (readonly [BugPair, Measured])[]): string =>
  `${HEADER}${rows.map(([pair, measured]) => rowOf(pair, measured)).join('')}${FOOTER}`;
