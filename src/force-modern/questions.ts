/**
 * What was claimed in the thread, and what the verdicts say to it. Each answer is worked out from verdicts
 * alone: change a model, and the answer changes with it.
 */
import type { Transport } from '../../machines/vocabulary/transports.ts';
import {
  changeBetween,
  newlyBroken,
  type Rule,
  THREAD_RULES,
  THREAD_TRANSPORTS,
  type Verdicts,
} from './settle.ts';

export type Ruling = 'right' | 'wrong' | 'right on some transports' | 'not decided';

export interface Exhibit {
  readonly rule: Rule;
  readonly transport: Transport;
  readonly driver: string;
  readonly property: string;
}

export interface Answer {
  readonly ruling: Ruling;
  /** Full sentences, with what they rest on. */
  readonly because: readonly string[];
  /** Verdicts whose traces show it. */
  readonly exhibits: readonly Exhibit[];
}

export interface Question {
  readonly id: string;
  /** The claim, in our words. */
  readonly claim: string;
  readonly by: string;
  readonly answer: (verdicts: Verdicts) => Answer;
}

const NAMES: Readonly<Record<Transport, string>> = { pci: 'PCI', ccw: 'channel I/O', mmio: 'MMIO' };
const list = (transports: readonly Transport[]): string =>
  transports.length === 0
    ? 'no transport'
    : transports
        .map((transport) => NAMES[transport])
        .join(', ')
        .replace(/, ([^,]*)$/, ' and $1');

/** Right where the property holds. */
function rulingOf(holds: readonly Transport[], violated: readonly Transport[]): Ruling {
  if (holds.length + violated.length === 0) return 'not decided';
  if (violated.length === 0) return 'right';
  return holds.length === 0 ? 'wrong' : 'right on some transports';
}

const exhibitsAt = (
  rule: Rule,
  driver: string,
  property: string,
  transports: readonly Transport[],
): readonly Exhibit[] => transports.map((transport) => ({ rule, transport, driver, property }));

const BEFORE = 'modernConfigLittleEndianBeforeFeatures';
const BETWEEN = 'modernConfigLittleEndianBetweenWrites';
const ONCE_WRITTEN = 'modernConfigLittleEndianOnceVersion1Written';
const AFTER = 'modernConfigLittleEndianAfterFeaturesOk';

export const QUESTIONS: readonly Question[] = [
  {
    id: 'the-problem',
    claim:
      'A modern driver that reads the configuration before negotiation has ended may get it in the wrong byte order.',
    by: 'Halil Pasic, cover letter',
    answer: (verdicts) => {
      const before = verdicts.where('base', 'modern', BEFORE, 'violated');
      const written = verdicts.where('base', 'modern', ONCE_WRITTEN, 'violated');
      const accepted = verdicts.where('base', 'modern', AFTER, 'violated');
      return {
        ruling: before.length > 0 ? 'right' : 'wrong',
        because: [
          `Before any feature is written the bytes are wrong on ${list(before)}.`,
          `Once VERSION_1 is written they are wrong still on ${list(written)}: there the words are latched until FEATURES_OK, so Linux's early write of VERSION_1 changes nothing.`,
          `After FEATURES_OK they are wrong on ${list(accepted)}.`,
        ],
        exhibits: [
          ...exhibitsAt('base', 'modern', BEFORE, before),
          ...exhibitsAt(
            'base',
            'linux-5.18',
            ONCE_WRITTEN,
            verdicts.where('base', 'linux-5.18', ONCE_WRITTEN, 'violated'),
          ),
        ],
      };
    },
  },
  {
    id: 'the-cure',
    claim: 'Telling the device at the reset that the driver is modern cures it.',
    by: 'Halil Pasic, patches 1/5 to 3/5',
    answer: (verdicts) => {
      const cured = verdicts.where('force-modern-v2', 'modern', BEFORE, 'holds');
      const left = verdicts.where('force-modern-v2', 'modern', BEFORE, 'violated');
      const between = verdicts.where('force-modern-v2', 'modern', BETWEEN, 'violated');
      const noReset = verdicts
        .where('force-modern-v2', 'adversary', BEFORE, 'violated')
        .filter((transport) => cured.includes(transport));
      return {
        ruling: rulingOf(cured, left),
        because: [
          `Before the first feature write the bytes are right on ${list(cured)}, and wrong as before on ${list(left)}, which the series does not touch.`,
          `Between the two feature writes they are wrong on ${list(between)}.`,
          ...(noReset.length > 0
            ? [
                `On ${list(noReset)} the cure needs the reset: a driver that reads before it resets the device still gets the wrong bytes.`,
              ]
            : []),
        ],
        exhibits: exhibitsAt('force-modern-v2', 'modern', BETWEEN, between),
      };
    },
  },
  {
    id: 'it-lasts',
    claim:
      'From then on the device is modern: features go from 0 to VERSION_1 to the final set, and nothing is switched off.',
    by: 'Halil Pasic, 16 November 2021',
    answer: (verdicts) => {
      const holds = verdicts
        .where('force-modern-v2', 'linux-5.18', 'modernUntilReset', 'holds')
        .filter(
          (transport) => verdicts.at('force-modern-v2', transport, 'modern', BEFORE)?.verdict === 'holds',
        );
      const violated = verdicts.where('force-modern-v2', 'linux-5.18', 'modernUntilReset', 'violated');
      const alike = THREAD_RULES.filter(
        (rule) =>
          rule !== 'base' && verdicts.where(rule, 'linux-5.18', 'modernUntilReset', 'violated').length > 0,
      );
      return {
        ruling: rulingOf(holds, violated),
        because: [
          `It lasts on ${list(holds)}. On ${list(violated)} the first write of the low half undoes it: the transport hands over both halves of its own copy, in which VERSION_1 was never set.`,
          `The same happens with ${alike.join(', ')}; the mails on patch 1/5 do not mention it. On PCI, Linux, SeaBIOS and edk2 all write the low half first.`,
        ],
        exhibits: [
          ...exhibitsAt('force-modern-v2', 'adversary', 'modernUntilReset', violated),
          ...exhibitsAt('force-modern-v2', 'linux-5.18', 'modernUntilReset', violated),
        ],
      };
    },
  },
  {
    id: 'twice',
    claim: 'Calling set_features twice may have side effects that nobody has tested.',
    by: 'Cornelia Huck, 12 November 2021',
    answer: (verdicts) => {
      const same = verdicts.where('base', 'adversary', 'writtenTwiceEqualsOnce', 'violated');
      const shrinks = verdicts.where('base', 'adversary', 'shrunkSetEqualsSmallSet', 'violated');
      const residue = verdicts.where('base', 'adversary', 'lastWriteWins', 'violated');
      const clean = verdicts.where('base', 'adversary', 'lastWriteWins', 'holds');
      return {
        ruling: rulingOf([...same, ...shrinks, ...residue], clean),
        because: [
          `The same word twice differs from once on ${list(same)}; the full set and then a smaller one differs from the smaller one alone on ${list(shrinks)}.`,
          `A first word without VERSION_1 leaves something behind on ${list(residue)}: it arms start-on-kick, and the second word, which has VERSION_1, does not disarm it. That is so without any patch.`,
        ],
        exhibits: exhibitsAt('base', 'adversary', 'lastWriteWins', residue),
      };
    },
  },
  {
    id: 'intermediate-states',
    claim: 'Intermediate states are necessary, because a transport cannot set 64 bits at once.',
    by: 'Halil Pasic, 16 November 2021',
    answer: (verdicts) => {
      const shown = verdicts.where('base', 'modern', 'callbackSeesFinalSetsOnly', 'violated');
      const hidden = verdicts.where('base', 'modern', 'callbackSeesFinalSetsOnly', 'holds');
      return {
        ruling: hidden.length === 0 ? 'right' : 'wrong',
        because: [
          `On ${list(shown)} the class is handed each half as it is written. On ${list(hidden)} the same device class sees one set, the final one: the transport keeps the words until FEATURES_OK.`,
          'So they are a choice of the transport, not a necessity; and the latch that avoids them is what delays VERSION_1 there.',
        ],
        exhibits: exhibitsAt('base', 'modern', 'callbackSeesFinalSetsOnly', shown),
      };
    },
  },
  {
    id: 'one-bit',
    claim: 'Setting the one bit is enough: the checks then work, and no other processing is disturbed.',
    by: 'Cornelia Huck, 15 November 2021',
    answer: (verdicts) => {
      const same = THREAD_TRANSPORTS.every((transport) =>
        [BEFORE, BETWEEN, ONCE_WRITTEN, AFTER].every(
          (property) =>
            verdicts.at('indicate-modern', transport, 'modern', property)?.verdict ===
            verdicts.at('force-modern-v2', transport, 'modern', property)?.verdict,
        ),
      );
      const apart = verdicts.where('indicate-modern', 'modern', 'backendSetFollowsCore', 'violated');
      return {
        ruling: same && apart.length === 0 ? 'right' : same ? 'right on some transports' : 'wrong',
        because: [
          same
            ? 'For the configuration bytes it is enough: on every transport the verdicts are those of force-modern-v2, and the class is not called at the reset.'
            : 'For the configuration bytes it is not enough: the verdicts differ from those of force-modern-v2.',
          `But with a vhost back end the front end's set and the core's fall apart on ${list(apart)}, until the driver writes a word.`,
        ],
        exhibits: exhibitsAt(
          'indicate-modern',
          'adversary',
          'backendSetFollowsCore',
          verdicts.where('indicate-modern', 'adversary', 'backendSetFollowsCore', 'violated'),
        ),
      };
    },
  },
  {
    id: 'going-around-the-mutator',
    claim: 'Going around set_features leaves vhost’s acknowledged set and guest_features inconsistent.',
    by: 'Halil Pasic, 15 November 2021',
    answer: (verdicts) => {
      const apart = verdicts.where('indicate-modern', 'modern', 'backendSetFollowsCore', 'violated');
      const together = THREAD_RULES.filter(
        (rule) =>
          rule !== 'base' && verdicts.where(rule, 'modern', 'backendSetFollowsCore', 'violated').length === 0,
      );
      const sent = verdicts.where('indicate-modern', 'adversary', 'backendGetsAcknowledgedSet', 'violated');
      return {
        ruling: apart.length > 0 ? 'right' : 'wrong',
        because: [
          `With indicate-modern they differ after the reset on ${list(apart)}; a driver that goes live without writing a word even starts the back end with the wrong set on ${list(sent)}.`,
          `They agree with ${together.join(', ')}.`,
        ],
        exhibits: exhibitsAt('indicate-modern', 'adversary', 'backendGetsAcknowledgedSet', sent),
      };
    },
  },
  {
    id: 'the-push',
    claim: 'vhost has to be told at once (patches 4/5 and 5/5).',
    by: 'Halil Pasic; Cornelia Huck agreed that it must be propagated',
    answer: (verdicts) => {
      const pushing = THREAD_RULES.filter(
        (rule) => verdicts.where(rule, 'linux-5.18', 'backendHearsNothingEarly', 'violated').length > 0,
      );
      const quiet = verdicts.where('force-modern-v1', 'linux-5.18', 'backendSetFollowsCore', 'holds');
      return {
        ruling: pushing.length > 0 && quiet.length > 0 ? 'wrong' : 'not decided',
        because: [
          `With ${pushing.join(', ')} a back end that is not started gets SET_FEATURES {VERSION_1} at each modern reset, before the driver has written a word; without a patch no back end hears anything then.`,
          `force-modern-v1 keeps both sets in step on ${list(quiet)} without it, because the class callback already takes VERSION_1 over for the next start. Only a back end that serves the configuration itself needs to hear of it earlier.`,
        ],
        exhibits: exhibitsAt('force-modern-v2', 'adversary', 'backendHearsNothingEarly', ['pci', 'ccw']),
      };
    },
  },
  {
    id: 'start-on-kick',
    claim: 'The start-on-kick rule inside set_features is irrelevant here and does not hurt.',
    by: 'Halil Pasic, 16 November 2021',
    answer: (verdicts) => {
      const before = verdicts.where('base', 'linux-5.18', 'kickStartIsForLegacy', 'violated');
      const cured = verdicts
        .where('force-modern-v2', 'linux-5.18', 'kickStartIsForLegacy', 'holds')
        .filter((transport) => before.includes(transport));
      const broken = THREAD_TRANSPORTS.filter(
        (transport) =>
          changeBetween(
            verdicts.at('base', transport, 'linux-5.18', 'kickStartIsForLegacy'),
            verdicts.at('force-modern-v2', transport, 'linux-5.18', 'kickStartIsForLegacy'),
          ) === 'broken',
      );
      return {
        ruling: broken.length === 0 ? 'right' : 'wrong',
        because: [
          `The patch arms it nowhere that it was not armed before. Today Linux itself leaves a modern device armed on ${list(before)}: by writing the low half first, or by being migrated.`,
          `The early indication even disarms it on ${list(cured)}, where it outlives the low half.`,
        ],
        exhibits: exhibitsAt(
          'base',
          'linux-5.18',
          'kickStartIsForLegacy',
          before.filter((transport) => cured.includes(transport)),
        ),
      };
    },
  },
  {
    id: 'legacy-drivers',
    claim: 'A driver that stays legacy is not disturbed.',
    by: 'implied by all',
    answer: (verdicts) => {
      const properties = [
        'legacyDriverStaysLegacy',
        'legacyConfigGuestEndian',
        'legacyMayKickBeforeDriverOk',
      ];
      const violated = THREAD_RULES.flatMap((rule) =>
        properties.flatMap((property) =>
          ['legacy', 'adversary'].flatMap((driver) =>
            exhibitsAt(rule, driver, property, verdicts.where(rule, driver, property, 'violated')),
          ),
        ),
      );
      const disturbedOn = THREAD_TRANSPORTS.filter((transport) =>
        violated.some((each) => each.transport === transport),
      );
      const untouched = verdicts
        .where('base', 'adversary', 'legacyDriverStaysLegacy', 'holds')
        .filter((transport) => !disturbedOn.includes(transport));
      const byRules = THREAD_RULES.filter((rule) => violated.some((each) => each.rule === rule));
      const resetFirst = violated.every(({ driver }) => driver === 'adversary');
      return {
        ruling: rulingOf(untouched, disturbedOn),
        because: [
          `On ${list(untouched)}, under every rule, the device stays legacy, shows guest-endian configuration and serves an early kick, as long as only the legacy interface is used.`,
          ...(disturbedOn.length > 0
            ? [
                `On ${list(disturbedOn)} the machine's reset indicates as well, with ${byRules.join(', ')}: it calls the function that the series extends, and forgets the revision only afterwards. So the device stays modern for whoever comes next, and a first command other than SET_VIRTIO_REV, which means revision 0, reads the configuration little-endian.`,
              ]
            : []),
          ...(disturbedOn.length > 0 && resetFirst
            ? [
                'A legacy driver that begins with a reset, as the one here does, is not disturbed: its reset comes at revision 0.',
              ]
            : []),
        ],
        exhibits: violated,
      };
    },
  },
  {
    id: 'mmio',
    claim: 'MMIO needs nothing: the series leaves it alone.',
    by: 'the series',
    answer: (verdicts) => {
      const wrong = [BEFORE, ONCE_WRITTEN].filter(
        (property) => verdicts.at('base', 'mmio', 'modern', property)?.verdict === 'violated',
      );
      const sampled = [BEFORE, BETWEEN, ONCE_WRITTEN, AFTER].every(
        (property) => verdicts.at('sample-at-reset', 'mmio', 'modern', property)?.verdict !== 'violated',
      );
      return {
        ruling: wrong.length === 0 ? 'right' : 'wrong',
        because: [
          'MMIO is where the bug is worst: even a driver that has written VERSION_1, as Linux does since 5.15 for this very reason, reads the configuration in the wrong order.',
          sampled
            ? 'There the interface alone says what the driver is (version 2 is modern): the rule sample-at-reset, which looks at nothing else, gives the right bytes throughout.'
            : 'No rule that was tried gives the right bytes throughout.',
        ],
        exhibits: exhibitsAt('base', 'adversary', ONCE_WRITTEN, ['mmio']),
      };
    },
  },
  {
    id: 'the-verdict',
    claim: 'Rename it, keep the call to set_features, extend it to vhost-user and to all devices.',
    by: 'Michael Tsirkin, 8 December 2021',
    answer: (verdicts) => {
      const broken = THREAD_TRANSPORTS.flatMap((transport) =>
        newlyBroken(verdicts, 'december-2021-verdict', transport, 'linux-5.18').map(
          ({ property }) => `${property} on ${NAMES[transport]}`,
        ),
      );
      const shadowHelps = ['linux-5.18', 'modern', 'firmware'].every((driver) =>
        ['modernUntilReset', BEFORE, BETWEEN].every(
          (property) => verdicts.at('force-modern-shadow', 'pci', driver, property)?.verdict !== 'violated',
        ),
      );
      return {
        ruling: broken.length === 0 ? 'right' : 'right on some transports',
        because: [
          `For a Linux 5.18 guest it newly breaks ${broken.length === 0 ? 'nothing' : broken.join('; ')}.`,
          ...(shadowHelps
            ? [
                'On PCI it needs one more step to outlive the first feature write: with force-modern-shadow, where the transport’s own copy of the words starts as {VERSION_1} too, the bytes stay right and the device stays modern.',
              ]
            : []),
        ],
        exhibits: exhibitsAt(
          'december-2021-verdict',
          'linux-5.18',
          'modernUntilReset',
          verdicts.where('december-2021-verdict', 'linux-5.18', 'modernUntilReset', 'violated'),
        ),
      };
    },
  },
];
