/**
 * A real bug and its fix, both as patches over a shipped base: material to try a property, a comparison or a
 * review on.
 */
import type { Patch } from '../../../src/statechart/patch.ts';
import type { Alphabet } from '../../drivers/adversary/alphabet.ts';
import type { Operation } from '../../vocabulary/operation.ts';
import type { Scenario } from '../../vocabulary/scenario.ts';

/**
 * What a bug is about: split writes, repeated feature writes, late feature writes, stale state over a reset,
 * unoffered bits, configuration access, acknowledged sets that differ, kicks and DRIVER_OK, migration, refusal
 * at FEATURES_OK, status, resets that are incomplete or missing.
 */
export type BugClass = 'SW' | 'RF' | 'LF' | 'ST' | 'UO' | 'CF' | 'AM' | 'KD' | 'MG' | 'FR' | 'SS' | 'RS';

export interface BugPair {
  /** The name of the (first) patch that brings the bug in. */
  readonly name: string;
  readonly classes: readonly [BugClass, ...BugClass[]];
  /** Laid over the scenario's base. */
  readonly bug: readonly [Patch, ...Patch[]];
  /** Laid over the scenario's base as well; none where the base has the fix. */
  readonly fix: readonly Patch[];
  /** Names the base and no patches. */
  readonly scenario: Scenario;
  /** Where the adversary's default alphabet is too large, or lacks a letter that the bug needs. */
  readonly alphabet?: Partial<Alphabet>;
  /** Operations that the bug needs and no alphabet has. */
  readonly operations?: readonly Operation[];
  /** Shipped properties that the bug violates, and the fix does not. */
  readonly tells: readonly [string, ...string[]];
  /**
   * Events of the sequence by which the bug was reported: a feature write, a status write, a queue set-up, a
   * kick, a configuration read, a host's event. Select registers and the choice of a revision are part of the
   * event that they serve.
   */
  readonly sequence: readonly [string, ...string[]];
}

/** Where the bug was reported or fixed. */
export const sourceOf = ({ bug }: BugPair): string => bug[0].source;

/** A scenario on the plain device, under the adversary. */
export const scene = (fields: Partial<Scenario> & Pick<Scenario, 'semantics' | 'transport'>): Scenario => ({
  patches: [],
  flavour: 'modern',
  device: 'plain',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'little',
  features: [],
  ...fields,
});
