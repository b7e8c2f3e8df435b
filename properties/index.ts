/** The catalogue: every property, in the order in which reports list them. */
import type { Property } from '../src/property/property.ts';
import { earlyIndicationIsNeutral, transportsAgree } from './agreement.ts';
import {
  backendGetsAcknowledgedSet,
  backendHearsNothingEarly,
  backendSetFollowsCore,
  backendSurvivesNegotiation,
  runningBackendIsToldOfChanges,
  startedBackendIsToldFeatures,
} from './back-end.ts';
import { brokenDeviceSaysSo } from './broken-device.ts';
import { callbackSeesFinalSetsOnly } from './callback.ts';
import { firstCommandMeansRevisionZero } from './channel-io.ts';
import {
  legacyConfigGuestEndian,
  legacySeesWordZeroOnly,
  modernConfigLittleEndianAfterFeaturesOk,
  modernConfigLittleEndianBeforeFeatures,
  modernConfigLittleEndianBetweenWrites,
  modernConfigLittleEndianOnceVersion1Written,
} from './config-byte-order.ts';
import { failedNeverLive, noKickBeforeDriverOk, statusBitsOnlyRise } from './driver-conduct.ts';
import {
  featuresFrozenAfterFeaturesOk,
  featuresOkStaysUntilReset,
  lateFeatureWritesChangeNothing,
} from './features-frozen.ts';
import {
  kickStartIsForLegacy,
  legacyDriverStaysLegacy,
  modernStartsAtDriverOk,
  modernUntilReset,
} from './mode.ts';
import { offeredOnly } from './offered-only.ts';
import { legacyMayKickBeforeDriverOk, noQueueUseBeforeDriverOk } from './queue-use.ts';
import { onlyZeroResets, refusalKeepsOtherBits, refusalShape, refusedSetNotInForce } from './refusal.ts';
import { accessPlatformIsRequired } from './required-bits.ts';
import {
  acceptedAgainAfterReset,
  resetClearsSelects,
  resetClearsStatus,
  resetDisablesQueues,
  resetForgets,
  saveAndLoadIsInvisible,
  startAlwaysPossible,
  statusMayBeRepeated,
  subsetsAccepted,
} from './reset.ts';
import { unofferedSetRefused } from './unoffered-set-refused.ts';
import {
  halfOrderDoesNotMatter,
  lastWriteWins,
  selectorNoiseIsHarmless,
  shrunkSetEqualsSmallSet,
  writtenTwiceEqualsOnce,
} from './word-writes.ts';

export const PROPERTIES: readonly Property[] = [
  // what the thread is about
  modernConfigLittleEndianBeforeFeatures,
  modernConfigLittleEndianBetweenWrites,
  modernConfigLittleEndianOnceVersion1Written,
  modernConfigLittleEndianAfterFeaturesOk,
  modernUntilReset,
  earlyIndicationIsNeutral,
  legacyDriverStaysLegacy,
  callbackSeesFinalSetsOnly,
  writtenTwiceEqualsOnce,
  halfOrderDoesNotMatter,
  lastWriteWins,
  shrunkSetEqualsSmallSet,
  selectorNoiseIsHarmless,
  kickStartIsForLegacy,
  modernStartsAtDriverOk,
  backendGetsAcknowledgedSet,
  backendHearsNothingEarly,
  backendSetFollowsCore,
  backendSurvivesNegotiation,
  runningBackendIsToldOfChanges,
  // negotiation
  offeredOnly,
  unofferedSetRefused,
  accessPlatformIsRequired,
  subsetsAccepted,
  featuresFrozenAfterFeaturesOk,
  featuresOkStaysUntilReset,
  lateFeatureWritesChangeNothing,
  refusedSetNotInForce,
  refusalShape,
  refusalKeepsOtherBits,
  statusMayBeRepeated,
  transportsAgree,
  startedBackendIsToldFeatures,
  // reset
  resetClearsStatus,
  resetDisablesQueues,
  onlyZeroResets,
  resetForgets,
  resetClearsSelects,
  acceptedAgainAfterReset,
  startAlwaysPossible,
  saveAndLoadIsInvisible,
  brokenDeviceSaysSo,
  // legacy
  legacyConfigGuestEndian,
  legacySeesWordZeroOnly,
  legacyMayKickBeforeDriverOk,
  firstCommandMeansRevisionZero,
  // queues
  noQueueUseBeforeDriverOk,
  // drivers
  failedNeverLive,
  statusBitsOnlyRise,
  noKickBeforeDriverOk,
];
