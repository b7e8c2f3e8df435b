/**
 * Mutants that differ from the reference only where the specification leaves a choice, by name: the reason that the list
 * of survivors gives each of them when it is written. docs/choices.md and the reference device's file name the choices.
 */
const OPEN_CHOICES: readonly { readonly mutants: RegExp; readonly because: string }[] = [
  {
    mutants:
      /: (keep (driver|device)FeatureSelect|drop clearSelects)$|^virtio-mmio: version1 .*: drop clearRegisters$/,
    because: 'open S1: a reset may leave the select registers as they are',
  },
  {
    mutants: /^virtio-ccw: .*WRITE_FEAT if namesAnyWord: always namesAnyWord$/,
    because: 'open S12: a word beyond the two that are defined may be dropped or stored',
  },
  {
    mutants: /^virtio-(pci|mmio): .*: keep (configGeneration|generationRead)$/,
    because: 'open S1: a reset may leave the generation as it is',
  },
  {
    mutants:
      /^reference-device: legacy\.negotiating on (set|merge)Features if legacyWordCounts: always legacyWordCounts$/,
    because: 'open S2: a word that is written before DRIVER may count',
  },
  {
    mutants: /^reference-device: \w+ on setStatus if writesZero: never$/,
    because: 'open S5: on channel I/O a status of 0 takes bits back, and need not reset',
  },
  {
    mutants:
      /^reference-device: indicatedModern on setStatus if raisesBoth: (never|stay|drop answerTransport)$/,
    because: 'open S7: FEATURES_OK and DRIVER_OK in one write may be accepted, ignored or refused',
  },
  {
    mutants:
      /^reference-device: (undecided|indicatedModern|featuresOk|driverOk|legacy|legacy\.negotiating) on \w+ if is(Via|Of)(Legacy|Modern)(Block)?: (never|drop answerTransport)$/,
    because: 'open S11: both register paths are used without a reset between',
  },
  {
    mutants:
      /^reference-device: \w+ on setStatus if raisesFailed: (never|stay|drop answerTransport|swap storeStatus, answerTransport)$/,
    because: 'open S17: a device may go on after FAILED',
  },
  {
    mutants:
      /^virtio-(pci|mmio): .*(on modern\.write\.queue(Desc|Enable) (otherwise: never|if \w+: always (queueMayBeSetUp|enablesQueue))|: keep negotiated|: drop forgetNegotiation)$/,
    because: 'open S19: a queue may be set up before FEATURES_OK',
  },
  {
    mutants: /^virtio-net: on (linkUp if linkIsUp: never|linkDown if linkIsUp: always linkIsUp)$/,
    because: 'open 2.5-b: the generation may move without a change',
  },
  {
    mutants: /^reference-device: on host\.migrate: (drop|swap) callClassSetFeaturesLoaded\b/,
    because: 'open 2.14-a: a load may tell the host of STANDBY anew, or not',
  },
  {
    mutants: /^virtio-net: \w+ on setFeatures if acks(MultiqueueAnd)?Standby: (never|drop announceFailover)$/,
    because: 'open 5.1.3: a device may tell its host that STANDBY is accepted, or not',
  },
  {
    mutants: /^virtio-blk: ready on handleOutput if hasBackend: never$/,
    because: 'open 3.1.1-j: a device may serve a queue itself while its back end does not run',
  },
  {
    mutants: /^reference-device: legacy\.negotiating on notify if queueIsReady: drop processQueue$/,
    because: 'open 3.1.2-c: a kick that starts the device may be served by the start',
  },
  {
    mutants: /^reference-device: legacy\.negotiating on notify if queueIsReady: drop noteFirstUse$/,
    because: 'open 3.1.2-c: before DRIVER_OK a device may serve a kick itself, or start its back end',
  },
  {
    mutants:
      /^reference-device: driverOk on setQueueAddress if isOfLegacyBlock: (negate|always) isOfLegacyBlock$/,
    because: 'open 3.1.1-f: a queue is set up before DRIVER_OK, and what becomes of it later is not said',
  },
  {
    mutants: /^reference-device: legacy on setStatus if legacyRaisesFailed: drop callClassSetStatus$/,
    because: 'open S17: a device may go on after FAILED',
  },
  {
    mutants: /^reference-device: legacy on setStatus otherwise: drop answerTransport$/,
    because: 'open 3.1.2-a: a legacy driver writes no FEATURES_OK, and need not be told of it',
  },
];

/** The choice that a mutant makes otherwise than the reference; undefined if no choice is known that covers it. */
export const openChoice = (name: string): string | undefined =>
  OPEN_CHOICES.find(({ mutants }) => mutants.test(name))?.because;
