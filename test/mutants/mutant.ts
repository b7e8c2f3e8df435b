/** What a mutant is, and the words in which the files beside this one state theirs. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { definePatch, type MachinePatch, type Patch } from '../../src/statechart/patch.ts';

/** A patch that breaks one property, and where. */
export interface Mutant {
  /** The property that must catch it. */
  readonly property: string;
  readonly patch: Patch;
  /** Names no patches; the test puts in the mutant's. */
  readonly scenario: Scenario;
  /** Other properties that the mistake breaks too; `earlyIndicationIsNeutral` is not counted, see the test. */
  readonly alsoBreaks: readonly string[];
  /** What the property must hold on when it does not apply without a patch. */
  readonly harmless?: Patch;
}

/** A scenario on the reference device; small unless told otherwise. */
export const scene = (fields: Partial<Scenario> = {}): Scenario => ({
  semantics: 'spec-1.4',
  patches: [],
  transport: 'ccw',
  flavour: 'modern',
  device: 'plain',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'little',
  features: [],
  ...fields,
});

/** The network device with the one field that shows a byte order. */
export const netScene = (fields: Partial<Scenario> = {}): Scenario =>
  scene({ device: 'net', features: ['MTU'], ...fields });

interface Names {
  readonly name: string;
  readonly title: string;
  readonly source: string;
}

/** A patch of the reference core alone. */
export const corePatch = (
  names: Names,
  overlay: MachinePatch | ((input: DeviceInput) => MachinePatch),
): Patch =>
  definePatch({
    ...names,
    machines: (input) => ({ 'reference-device': typeof overlay === 'function' ? overlay(input) : overlay }),
  });

/** A patch of one other machine. */
export const machinePatch = (names: Names, machine: string, overlay: MachinePatch): Patch =>
  definePatch({ ...names, machines: () => ({ [machine]: overlay }) });

/** The source of a mistake that no bug record shows. */
export const NO_RELEASE = 'no known release';
