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
import { hostHearsOfFinalSetOnly, queueCountWaitsForFeaturesOk } from './before-features-ok.ts';
import { brokenDeviceSaysSo } from './broken-device.ts';
import { callbackSeesFinalSetsOnly } from './callback.ts';
import { firstCommandIsCarriedOut, firstCommandMeansRevisionZero } from './channel-io.ts';
import {
  legacyConfigGuestEndian,
  legacySeesWordZeroOnly,
  modernConfigLittleEndianAfterFeaturesOk,
  modernConfigLittleEndianBeforeFeatures,
  modernConfigLittleEndianBetweenWrites,
  modernConfigLittleEndianOnceVersion1Written,
} from './config-byte-order.ts';
import {
  configChangeIsNotified,
  fieldsReadableBeforeFeaturesOk,
  generationMovesWithByteOrder,
  generationMovesWithConfig,
  needsResetIsNotified,
  noConfigNotificationBeforeDriverOk,
} from './config-change.ts';
import {
  accessesWholeRegisters,
  enablesCompleteQueue,
  leavesReadyQueueAlone,
  neverDisablesQueue,
  selectsWordFirst,
  usesRegistersAsTheyAre,
} from './driver-accesses.ts';
import { failedNeverLive, noKickBeforeDriverOk, statusBitsOnlyRise } from './driver-conduct.ts';
import {
  acceptsClosedSet,
  acceptsOnlyMeaningful,
  acceptsOnlyOffered,
  acceptsPlatformBits,
  acceptsVersion1,
  leavesBitThirty,
  readsOfferedFieldsOnly,
} from './driver-sets.ts';
import {
  driverAwaitsReset,
  featuresWrittenAfterDriver,
  looksAtFeaturesOk,
  noBitsAfterFeaturesOk,
  queuesSetUpBeforeDriverOk,
  refusedDriverSaysFailed,
  revisionChosenFirst,
  statusBitsInOrder,
} from './driver-steps.ts';
import {
  featuresFrozenAfterFeaturesOk,
  featuresOkStaysUntilReset,
  lateFeatureWritesChangeNothing,
} from './features-frozen.ts';
import { loadedBackendIsToldFeatures, pausedMachineRunsNoBackend } from './host-events.ts';
import {
  legacyConfigWidthsAgree,
  legacyFeaturesFixedAtFirstUse,
  legacyStatusIsKept,
  legacyWordIsInForce,
} from './legacy-interface.ts';
import { legacySecondWordDoesNotCount } from './legacy-words.ts';
import { linkShowsInStatusField } from './link.ts';
import {
  backendRunsLiveDevicesOnly,
  disabledQueueIsUntouched,
  liveDeviceRunsBackend,
  liveQueueIsServed,
} from './live-device.ts';
import {
  kickStartIsForLegacy,
  legacyDriverStaysLegacy,
  modernStartsAtDriverOk,
  modernUntilReset,
} from './mode.ts';
import {
  lateDependenciesOffered,
  offerIsClosed,
  offerNeverChanges,
  onlyMeaningfulBitsOffered,
  version1IsOffered,
  wordsBeyondOfferNothing,
} from './offer.ts';
import { offeredOnly } from './offered-only.ts';
import { multiqueueHasItsQueues } from './queue-count.ts';
import {
  agreedQueueCanBeSetUp,
  legacyQueueIsServed,
  legacyQueueIsWhereItsPageIs,
  queueWithoutAddressIsUntouched,
  stoppedQueueIsNotReady,
} from './queue-set-up.ts';
import { legacyMayKickBeforeDriverOk, noQueueUseBeforeDriverOk } from './queue-use.ts';
import { offeredBitsReadBack } from './read-back.ts';
import { onlyZeroResets, refusalKeepsOtherBits, refusalShape, refusedSetNotInForce } from './refusal.ts';
import { offerReadsByWord, registersReadAsTheyAre } from './register-reads.ts';
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
import {
  hostResetForgets,
  resetCompletes,
  resetDeviceIsSilent,
  resetDeviceUsesNoQueue,
  resetForgetsQueueAddress,
  resetStopsBackend,
} from './reset-ends.ts';
import {
  commandBeforeRevisionRejected,
  disableForgetsRevision,
  resetKeepsRevision,
  revisionIsChosenOnce,
  supportedRevisionIsTaken,
  unsupportedRevisionRejected,
} from './revisions.ts';
import {
  earlyWordsDoNotCount,
  keptSetIsInForce,
  refusedDriverMayTryAgain,
  setWithoutVersion1Refused,
  unmetDependencyRefused,
} from './set-in-force.ts';
import {
  driverOkNeedsFeaturesOk,
  failedDeviceUsesNoQueue,
  featuresOkNeedsDriver,
  needsResetIsTheDevices,
  raisedBitsAreKept,
  statusBitsStayUntilReset,
  suspendWaitsForLive,
  unassignedStatusBitsStayClear,
} from './status-bits.ts';
import {
  readStatusGivesStatus,
  readStatusNeedsRevisionTwo,
  statusWriteIsAllOrNothing,
} from './status-commands.ts';
import { unofferedSetRefused } from './unoffered-set-refused.ts';
import {
  halfOrderDoesNotMatter,
  lastWriteWins,
  selectorNoiseIsHarmless,
  shrunkSetEqualsSmallSet,
  writtenTwiceEqualsOnce,
} from './word-writes.ts';
import { wordsBeyondDoNotCount } from './words-beyond.ts';

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
  loadedBackendIsToldFeatures,
  pausedMachineRunsNoBackend,
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
  keptSetIsInForce,
  setWithoutVersion1Refused,
  unmetDependencyRefused,
  refusedDriverMayTryAgain,
  earlyWordsDoNotCount,
  offeredBitsReadBack,
  wordsBeyondDoNotCount,
  queueCountWaitsForFeaturesOk,
  hostHearsOfFinalSetOnly,
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
  resetCompletes,
  resetDeviceUsesNoQueue,
  resetDeviceIsSilent,
  resetStopsBackend,
  resetForgetsQueueAddress,
  hostResetForgets,
  // legacy
  legacyConfigGuestEndian,
  legacySeesWordZeroOnly,
  legacyMayKickBeforeDriverOk,
  firstCommandMeansRevisionZero,
  firstCommandIsCarriedOut,
  legacyStatusIsKept,
  legacyWordIsInForce,
  legacyFeaturesFixedAtFirstUse,
  legacyConfigWidthsAgree,
  legacySecondWordDoesNotCount,
  legacyQueueIsWhereItsPageIs,
  legacyQueueIsServed,
  // queues
  agreedQueueCanBeSetUp,
  stoppedQueueIsNotReady,
  queueWithoutAddressIsUntouched,
  multiqueueHasItsQueues,
  noQueueUseBeforeDriverOk,
  liveQueueIsServed,
  disabledQueueIsUntouched,
  liveDeviceRunsBackend,
  backendRunsLiveDevicesOnly,
  // the offer
  version1IsOffered,
  onlyMeaningfulBitsOffered,
  offerIsClosed,
  lateDependenciesOffered,
  offerNeverChanges,
  wordsBeyondOfferNothing,
  offerReadsByWord,
  // status
  registersReadAsTheyAre,
  raisedBitsAreKept,
  unassignedStatusBitsStayClear,
  suspendWaitsForLive,
  driverOkNeedsFeaturesOk,
  featuresOkNeedsDriver,
  statusBitsStayUntilReset,
  needsResetIsTheDevices,
  failedDeviceUsesNoQueue,
  statusWriteIsAllOrNothing,
  readStatusGivesStatus,
  readStatusNeedsRevisionTwo,
  // channel I/O
  revisionIsChosenOnce,
  resetKeepsRevision,
  disableForgetsRevision,
  unsupportedRevisionRejected,
  commandBeforeRevisionRejected,
  supportedRevisionIsTaken,
  // configuration
  linkShowsInStatusField,
  configChangeIsNotified,
  generationMovesWithConfig,
  generationMovesWithByteOrder,
  needsResetIsNotified,
  noConfigNotificationBeforeDriverOk,
  fieldsReadableBeforeFeaturesOk,
  // drivers
  failedNeverLive,
  statusBitsOnlyRise,
  noKickBeforeDriverOk,
  statusBitsInOrder,
  featuresWrittenAfterDriver,
  noBitsAfterFeaturesOk,
  looksAtFeaturesOk,
  queuesSetUpBeforeDriverOk,
  refusedDriverSaysFailed,
  driverAwaitsReset,
  revisionChosenFirst,
  acceptsOnlyOffered,
  acceptsOnlyMeaningful,
  leavesBitThirty,
  acceptsClosedSet,
  acceptsVersion1,
  acceptsPlatformBits,
  readsOfferedFieldsOnly,
  accessesWholeRegisters,
  usesRegistersAsTheyAre,
  selectsWordFirst,
  leavesReadyQueueAlone,
  enablesCompleteQueue,
  neverDisablesQueue,
];
