/** What a review looks at: the scenarios that exist in practice, and the alphabet of the adversary. */
import { classNamed } from '../../machines/classes/device-classes.ts';
import { type Alphabet, defaultAlphabet } from '../../machines/drivers/adversary/alphabet.ts';
import { deviceInput } from '../../machines/vocabulary/device-input.ts';
import { hasBit } from '../../machines/vocabulary/feature-bits.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { TRANSPORT_TRAITS } from '../../machines/vocabulary/transports.ts';
import { THREAD_ALPHABET } from '../scenarios/force-modern.ts';

/** `small` leaves out bits that are not offered and status bytes that only fail. */
export type AlphabetSize = 'small' | 'full';

/**
 * Why a scenario is no part of a review unless it is asked for; undefined if it is one. The models can play
 * it, but nobody runs it.
 */
export function unusual({ transport, byteOrder, device, backend }: Scenario): string | undefined {
  const { guestByteOrder = byteOrder, title } = TRANSPORT_TRAITS[transport];
  if (byteOrder !== guestByteOrder) return `${title} is ${guestByteOrder}-endian`;
  const unusualWith = classNamed(device)?.unusualWith;
  return unusualWith?.backend === backend ? unusualWith.because : undefined;
}

/** The dimensions that the user left open. */
export type Open = Readonly<Record<'device' | 'backend' | 'byteOrder', boolean>>;

/**
 * Whether a scenario is worth its time by default. The adversary needs much of it, and on a little-endian
 * guest, on blk and on vhost in the kernel it finds little that it does not find elsewhere: those are left
 * to the drivers, unless they are asked for. So is the driver with every freedom on blk with vhost-user,
 * which on PCI and MMIO takes longer than everything else together.
 */
export function isWorthwhile(
  { transport, driver, device, backend, byteOrder }: Scenario,
  open: Open,
): boolean {
  const tellsLittleMore = classNamed(device)?.tellsLittleMore ?? false;
  if (
    driver === 'modern' &&
    tellsLittleMore &&
    backend === 'vhost-user' &&
    !TRANSPORT_TRAITS[transport].hasFewStates
  )
    return !open.device;
  if (driver !== 'adversary') return true;
  return !(
    (open.byteOrder && byteOrder === 'little') ||
    (open.device && tellsLittleMore) ||
    (open.backend && backend === 'vhost-kernel')
  );
}

/** The operations that an adversary draws from; other drivers bring their own, and only the host's are set. */
export function reviewAlphabet(scenario: Scenario, size: AlphabetSize): Partial<Alphabet> {
  if (size === 'full') return {};
  const hostEvents: Alphabet['hostEvents'] = ['systemReset', 'migrate'];
  if (scenario.driver !== 'adversary') return { hostEvents };
  const deviceClass = classNamed(scenario.device);
  if (deviceClass === undefined) return { hostEvents };
  const input = deviceInput(scenario, deviceClass);
  const isOffered = (half: number, word: number): boolean =>
    Array.from({ length: 32 }, (_, bit) => bit)
      .filter((bit) => ((word >>> bit) & 1) === 1)
      .every((bit) => hasBit(input.offered, half * 32 + bit));
  const letters = defaultAlphabet(input).letters.filter(
    ({ low, high }) => isOffered(0, low) && isOffered(1, high),
  );
  return { letters, statuses: THREAD_ALPHABET.statuses, hostEvents };
}

/** Where the question of a combination is most likely to have an answer; few enough to ask it often. */
export function forCombinations(scenarios: readonly Scenario[]): readonly Scenario[] {
  const telling: readonly ((scenario: Scenario) => boolean)[] = [
    ({ byteOrder }) => byteOrder === 'big',
    ({ backend }) => backend === 'vhost-user',
    ({ device }) => classNamed(device)?.tellsMost ?? false,
    ({ driver, transport }) => driver !== 'adversary' || TRANSPORT_TRAITS[transport].hasFewStates,
  ];
  return telling.reduce((left, isTelling) => {
    const fewer = left.filter(isTelling);
    return fewer.length === 0 ? left : fewer;
  }, scenarios);
}
