/**
 * The sizes at which the benchmark explores: one scenario, with more and more feature bits as letters. Each
 * letter is one bit and is offered; src/bench/spin/virtio-net-pci.pml knows the same letters by their names.
 */

import { featureName, wordOf } from '../../machines/vocabulary/feature-bits.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { type BuiltModel, buildModel } from '../model/build-model.ts';

export interface Size {
  readonly name: string;
  /** The letters, as bit numbers. */
  readonly bits: readonly number[];
  /** Distinct states, so that Spin's hash table can have the size that suits it; the benchmark checks it. */
  readonly states: number;
  /** Steps on the longest path of Spin's depth-first search, rounded up: what it needs of a stack. */
  readonly searchDepth: number;
}

const MRG_RXBUF = 15;
const MQ = 22;
const CSUM = 0;
const VERSION_1 = 32;
const ACCESS_PLATFORM = 33;
const RING_PACKED = 34;
const STANDBY = 62;

const FOUR = [MRG_RXBUF, VERSION_1, ACCESS_PLATFORM, MQ];

export const SIZES: readonly Size[] = [
  { name: '1k', bits: [VERSION_1], states: 1_944, searchDepth: 2_000 },
  { name: '10k', bits: [MRG_RXBUF, VERSION_1], states: 8_252, searchDepth: 3_000 },
  { name: '100k', bits: FOUR, states: 130_748, searchDepth: 30_000 },
  { name: '1M', bits: [...FOUR, STANDBY], states: 1_193_488, searchDepth: 100_000 },
  { name: '2M', bits: [...FOUR, RING_PACKED, CSUM], states: 2_054_372, searchDepth: 150_000 },
  { name: '7M', bits: [...FOUR, RING_PACKED, STANDBY], states: 7_072_248, searchDepth: 350_000 },
];

/** The size with this name. */
export const sizeNamed = (name: string): Size | undefined => SIZES.find((size) => size.name === name);

/** The names of a size's letters, which are also the `-D` flags of the Promela model. */
export const lettersOf = (size: Size): readonly string[] =>
  size.bits.map((bit) => featureName(bit, 'net')).sort();

/** The scenario of every size: what it offers are its letters. */
export const scenarioOf = (size: Size): Scenario => ({
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'modern',
  device: 'net',
  backend: 'vhost-kernel',
  driver: 'adversary',
  byteOrder: 'little',
  features: size.bits.map(String),
});

/** Builds the model of a size. */
export const buildSize = (size: Size): BuiltModel =>
  buildModel(scenarioOf(size), {
    patches: [],
    alphabet: { letters: size.bits.map((bit) => wordOf([bit])), hostEvents: [] },
  });
