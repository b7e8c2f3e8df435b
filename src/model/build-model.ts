/** Builds the model of a scenario. */

import { FIELDS_FROM_OUTSIDE, FROM_OUTSIDE } from '../../machines/calls/from-outside.ts';
import { CALLS } from '../../machines/calls/index.ts';
import { DEVICE_CLASSES } from '../../machines/classes/device-classes.ts';
import { type Alphabet, type AlphabetChoice, alphabetOf } from '../../machines/drivers/adversary/alphabet.ts';
import { DRIVERS } from '../../machines/drivers/index.ts';
import { SEMANTICS } from '../../machines/semantics/index.ts';
import type { Semantics } from '../../machines/semantics/semantics.ts';
import { TRANSPORTS } from '../../machines/transports/index.ts';
import { type DeviceInput, deviceInput } from '../../machines/vocabulary/device-input.ts';
import { featureBit } from '../../machines/vocabulary/feature-bits.ts';
import { changedFrontEnd, VHOST_BACKENDS } from '../../machines/vocabulary/front-end.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { TRANSPORT_TRAITS } from '../../machines/vocabulary/transports.ts';
import { listedBy, unknownNameText } from '../errors/unknown-name.ts';
import { getOrInsert } from '../numbering/get-or-insert.ts';
import { type CallRules, checkCalls } from '../statechart/check-calls.ts';
import type { DriverPart, Part } from '../statechart/part.ts';
import { layPatch, type Patch, patchFor } from '../statechart/patch.ts';
import { drawnOperations } from './drawn-operations.ts';
import { type CompiledModel, compileModel } from './model.ts';

/** A scenario that cannot be built, and why. */
export class ScenarioError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScenarioError';
  }
}

export interface BuiltModel {
  readonly model: CompiledModel;
  readonly input: DeviceInput;
  readonly alphabet: Alphabet;
}

export interface BuildOptions {
  /** The patches, resolved from the scenario's names by the caller, who may load them from files. */
  readonly patches: readonly Patch[];
  /** @defaultValue 'full' */
  readonly alphabet?: AlphabetChoice;
  /** A base that is not in the table, for tests. */
  readonly semantics?: Semantics;
}

/**
 * Why no such device exists; undefined when it does. Nature and the specification refuse some to everyone: those that
 * `unbuildable` knows, and guests of a byte order that no machine with the transport has. An implementation refuses
 * others to itself, and there the models can still be built, for traces and tests of what nobody sells.
 *
 * @throws ScenarioError for names that do not exist
 */
export const impossible = (scenario: Scenario): string | undefined =>
  unbuildable(scenario) ??
  withoutGuests(scenario) ??
  SEMANTICS.get(scenario.semantics)?.lacks?.(inputOf(scenario));

function withoutGuests({ transport, byteOrder }: Scenario): string | undefined {
  const { guestByteOrder = byteOrder, title } = TRANSPORT_TRAITS[transport];
  return byteOrder === guestByteOrder ? undefined : `${title} is ${guestByteOrder}-endian`;
}

/** Why no model of the scenario can be built: no such interface, or a driver that cannot play on it. */
function unbuildable(scenario: Scenario): string | undefined {
  const { transport, flavour, driver } = scenario;
  const because = TRANSPORTS[transport].lacks(flavour);
  if (because !== undefined) return because;
  if (driver === 'adversary') return undefined;
  const found = DRIVERS.get(driver);
  const plays = found?.plays(inputOf(scenario));
  return plays === undefined || plays === true ? undefined : plays;
}

function inputOf(scenario: Scenario): DeviceInput {
  const deviceClass = DEVICE_CLASSES.find((each) => each.name === scenario.device);
  if (deviceClass === undefined) {
    throw new ScenarioError(
      unknownNameText(
        'device',
        scenario.device,
        DEVICE_CLASSES.map(({ name }) => name),
      ),
    );
  }
  if (!BACKENDS.includes(scenario.backend))
    throw new ScenarioError(unknownNameText('backend', scenario.backend, BACKENDS));
  const feature = scenario.features.find((name) => featureBit(name, scenario.device) === undefined);
  if (feature !== undefined)
    throw new ScenarioError(
      `feature "${feature}" is not known for device ${scenario.device}${listedBy(`for device ${scenario.device}, feature`)}`,
    );
  return deviceInput(scenario, deviceClass);
}

/** The device with the front end that its base and its patches say, one after the other. */
function withFrontEnd(input: DeviceInput, changes: readonly Pick<Patch, 'name' | 'frontEnd'>[]): DeviceInput {
  let given = input;
  for (const { name, frontEnd } of changes) {
    if (frontEnd === undefined) continue;
    try {
      const change = frontEnd(given);
      given = { ...given, frontEnd: changedFrontEnd(given.frontEnd, change, given.deviceClass.name) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ScenarioError(`the front end of ${name}: ${error.message}`);
    }
  }
  return given;
}

const BACKENDS: readonly string[] = ['none', ...VHOST_BACKENDS];

const CALL_RULES: CallRules = {
  table: CALLS,
  fromOutside: FROM_OUTSIDE,
  fieldsFromOutside: FIELDS_FROM_OUTSIDE,
};

/**
 * Builds and compiles the model of a scenario.
 * @throws ScenarioError for names that do not exist, and for what no machine can be made of
 * @throws CompileError when a patch does not fit, or a call is not one that its part takes
 */
export function buildModel(scenario: Scenario, options: BuildOptions): BuiltModel {
  const semantics = options.semantics ?? SEMANTICS.get(scenario.semantics);
  if (semantics === undefined) {
    throw new ScenarioError(unknownNameText('semantics', scenario.semantics, [...SEMANTICS.keys()]));
  }
  const because = unbuildable(scenario);
  if (because !== undefined) throw new ScenarioError(because);
  const input = withFrontEnd(inputOf(scenario), [semantics, ...options.patches]);
  const alphabet = alphabetOf(input, options.alphabet);
  const patches = options.patches.map((patch) => patchFor(patch, input));
  const patched = <P extends Part>(parts: readonly P[]): readonly P[] => patches.reduce(layPatch, parts);
  const key = JSON.stringify(input);
  const parts = patched(remembered(semantics, key, () => semantics.parts(input)));
  const [driver] = patched(driverOf(scenario, input, key));
  checkCalls(driver === undefined ? parts : [...parts, driver], patches, CALL_RULES);
  const model = compileModel({
    scenario,
    parts: driver === undefined ? parts : [...parts, driver],
    driver,
    operations: drawnOperations(
      driver === undefined ? parts : [...parts, driver],
      input,
      { alphabet, choice: options.alphabet },
      [
        ...options.patches.map((patch) => ({ of: `patch "${patch.name}"`, source: patch })),
        { of: `semantics "${semantics.name}"`, source: semantics },
      ].map(({ of, source }) => ({ of, operations: source.operations?.(input) ?? [] })),
    ),
  });
  return { model, input, alphabet };
}

/** Inputs whose parts are kept, for each maker: enough for scenarios that come one after the other. */
const REMEMBERED_MAX = 16;
const partsOf = new WeakMap<object, Map<string, readonly Part[]>>();

/**
 * Parts made before for the same input, or else new ones. A part never changes, so a device's serve with every driver,
 * and a driver's with every device that looks the same to it. Making them anew took an eighth of the time of all
 * scenarios with a driver.
 * @param maker who makes them: a semantics or a driver
 */
function remembered<P extends Part>(maker: object, key: string, make: () => readonly P[]): readonly P[] {
  const known = getOrInsert(partsOf, maker, () => new Map()) as Map<string, readonly P[]>;
  const parts = getOrInsert(known, key, make);
  const [oldest] = known.keys();
  if (oldest !== undefined && known.size > REMEMBERED_MAX) known.delete(oldest);
  return parts;
}

/** The scenario's driver; none for the adversary, which is an alphabet. */
function driverOf(scenario: Scenario, input: DeviceInput, key: string): readonly DriverPart[] {
  if (scenario.driver === 'adversary') return [];
  const found = DRIVERS.get(scenario.driver);
  if (found === undefined) {
    throw new ScenarioError(unknownNameText('driver', scenario.driver, ['adversary', ...DRIVERS.keys()]));
  }
  return remembered(found, key, () => [found.create(input)]);
}
