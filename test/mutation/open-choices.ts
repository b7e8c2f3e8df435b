/**
 * Mutants that differ from the reference only where the specification leaves a choice, by name: the reason that the list
 * of survivors gives each of them when it is written. docs/choices.md and the reference device's file name the choices.
 */
const OPEN_CHOICES: readonly { readonly mutants: RegExp; readonly because: string }[] = [
  {
    mutants: /: (keep (driver|device)FeatureSelect|drop clearSelects)$/,
    because: 'open S1: a reset may leave the select registers as they are',
  },
  {
    mutants: /^virtio-ccw: .*WRITE_FEAT if namesAnyWord: always namesAnyWord$/,
    because: 'open S12: a word beyond the two that are defined may be dropped or stored',
  },
  {
    mutants: /^reference-device: indicatedModern on setStatus if raisesBoth: never$/,
    because: 'open S7: FEATURES_OK and DRIVER_OK in one write may be accepted, ignored or refused',
  },
  {
    mutants: /^reference-device: legacy on setStatus if isViaModern: (never|drop answerTransport)$/,
    because: 'open S11: both register paths are used without a reset between',
  },
  {
    mutants:
      /^reference-device: (undecided|indicatedModern|featuresOk) on setStatus if isViaLegacy: drop answerTransport$/,
    because: 'open S11: both register paths are used without a reset between',
  },
  {
    mutants: /^reference-device: legacy on setStatus if legacyRaisesFailed: drop callClassSetStatus$/,
    because: 'open S17: a device may go on after FAILED',
  },
];

/** The choice that a mutant makes otherwise than the reference; undefined if no choice is known that covers it. */
export const openChoice = (name: string): string | undefined =>
  OPEN_CHOICES.find(({ mutants }) => mutants.test(name))?.because;
