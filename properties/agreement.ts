/** Claims about two scenarios: the same script on another transport, or without the patch. */

import { byteOrderField } from '../machines/classes/device-classes.ts';
import { fullSet, leastSet } from '../machines/drivers/feature-sets.ts';
import { writeWord } from '../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { ACKNOWLEDGED, FEATURES_OK, LIVE, NEGOTIATED } from '../machines/vocabulary/device-status.ts';
import type { FeatureWord } from '../machines/vocabulary/feature-bits.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { Scenario } from '../machines/vocabulary/scenario.ts';
import { TRANSPORT_TRAITS } from '../machines/vocabulary/transports.ts';
import type { AgreementProperty } from '../src/property/property.ts';
import { modern, needsModern } from './common.ts';

/** An abstract script in the words of one transport. */
type Script = (input: DeviceInput) => readonly Operation[];

const begin: Script = (input) => [
  ...modern(input).chooseRevision,
  ...modern(input).resetDevice,
  ...modern(input).awaitReset,
  ...modern(input).writeStatus(ACKNOWLEDGED),
];
const write =
  (set: (input: DeviceInput) => FeatureWord, order: 'lowFirst' | 'highFirst'): Script =>
  (input) =>
    writeWord(modern(input), set(input), order);
const accept: Script = (input) => [...modern(input).writeStatus(NEGOTIATED), ...modern(input).readStatus];
const goLive: Script = (input) => [...modern(input).setUpQueue, ...modern(input).writeStatus(LIVE)];
const readConfig: Script = (input) => {
  const field = byteOrderField(input.deviceClass);
  return field === undefined ? [] : modern(input).readConfigField(field);
};
const concat =
  (...scripts: readonly Script[]): Script =>
  (input) =>
    scripts.flatMap((script) => script(input));

const STARTS: readonly { readonly name: string; readonly script: Script }[] = [
  { name: 'configuration read before any feature write', script: concat(begin, readConfig) },
  {
    name: 'VERSION_1 written, then a configuration read',
    script: concat(begin, write(leastSet, 'highFirst'), readConfig),
  },
  {
    name: 'low half first, then FEATURES_OK',
    script: concat(begin, write(fullSet, 'lowFirst'), accept, readConfig),
  },
  {
    name: 'high half first, then FEATURES_OK',
    script: concat(begin, write(fullSet, 'highFirst'), accept, readConfig),
  },
  {
    name: 'the low half only, then FEATURES_OK',
    script: concat(begin, (input) => modern(input).writeHalf(0, fullSet(input).low), accept),
  },
  {
    name: 'the full set, then a smaller one, then FEATURES_OK',
    script: concat(begin, write(fullSet, 'lowFirst'), write(leastSet, 'lowFirst'), accept, readConfig),
  },
  {
    name: 'a whole start, low half first',
    script: concat(begin, write(fullSet, 'lowFirst'), accept, goLive, readConfig),
  },
];

const configOf = (steps: readonly (readonly { readonly kind: string }[])[]): string =>
  steps
    .flat()
    .flatMap((each) => (each.kind === 'config' && 'bytes' in each ? [String(each.bytes)] : []))
    .join(' ');

export const transportsAgree: AgreementProperty = {
  id: 'transportsAgree',
  claim:
    'The same script comes to the same on another transport: acceptance, the set in force, and configuration bytes.',
  rules: ['R13', '2.2-d'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'agreement',
  skips: needsModern,
  partner: (scenario: Scenario) => ({
    ...scenario,
    transport: TRANSPORT_TRAITS[scenario.transport].comparedWith,
    flavour: 'modern',
    driver: 'adversary',
  }),
  scripts: (here, there) =>
    STARTS.map(({ name, script }) => ({ name, here: script(here), there: script(there) })),
  outcome: ({ core }, steps) => ({
    accepted: (core.deviceStatus & FEATURES_OK) !== 0,
    featuresInForceLow: (core.deviceStatus & FEATURES_OK) === 0 ? 0 : core.guestFeaturesLow,
    featuresInForceHigh: (core.deviceStatus & FEATURES_OK) === 0 ? 0 : core.guestFeaturesHigh,
    configuration: configOf(steps),
  }),
};

/** Configuration bytes are left out: to change those early is what the patches are for. */
export const earlyIndicationIsNeutral: AgreementProperty = {
  id: 'earlyIndicationIsNeutral',
  claim:
    'Beyond configuration bytes, indicating modern early shows in nothing: the start ends as it does without the patch.',
  rules: ['R6', 'thread'],
  level: 'thread',
  seenBy: 'driver',
  kind: 'agreement',
  skips: (input, scenario) =>
    scenario.patches.length === 0 ? 'there is no patch to compare with the base' : needsModern(input),
  partner: (scenario) => ({ ...scenario, patches: [], driver: 'adversary' }),
  scripts: (here, there) =>
    STARTS.filter(({ name }) => !name.startsWith('configuration')).map(({ name, script }) => ({
      name,
      here: script(here),
      there: script(there),
    })),
  outcome: ({ core, class: deviceClass, backend }, steps) => ({
    deviceStatus: core.deviceStatus,
    guestFeaturesLow: core.guestFeaturesLow,
    guestFeaturesHigh: core.guestFeaturesHigh,
    startOnKick: core.startOnKick,
    started: core.started,
    numQueues: deviceClass.numQueues,
    backendAckedLow: backend.ackedLow,
    backendAckedHigh: backend.ackedHigh,
    messages: steps.flat().filter((each) => each.kind === 'message').length,
    hostEvents: steps.flat().filter((each) => each.kind === 'hostEvent').length,
  }),
};
