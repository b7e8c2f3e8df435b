/** A scenario: everything that fixes which model is explored. The shape is a public contract (docs/json.md). */
import type { Transport } from './transports.ts';

export type Flavour = 'legacy' | 'transitional' | 'modern';
export type ByteOrder = 'little' | 'big';

export interface Scenario {
  /** A base: `qemu-7.2`, `qemu-6.1`, `spec-1.4`. */
  readonly semantics: string;
  /** Patches laid over it, in order; names, or paths of files outside the project. */
  readonly patches: readonly string[];
  readonly transport: Transport;
  /** On MMIO `legacy` is register version 1 and `modern` version 2; there is no transitional MMIO device. */
  readonly flavour: Flavour;
  readonly device: string;
  readonly backend: string;
  readonly driver: string;
  /** The guest's native byte order. */
  readonly byteOrder: ByteOrder;
  /** Names of the offered feature bits; the alphabet adds bits that are not offered. */
  readonly features: readonly string[];
}

/** One line that identifies a scenario in reports. */
export const formatScenario = (scenario: Scenario): string =>
  [
    [scenario.semantics, ...scenario.patches].join(' + '),
    `${scenario.transport} ${scenario.flavour}`,
    scenario.device + (scenario.backend === 'none' ? '' : `/${scenario.backend}`),
    scenario.driver,
    `${scenario.byteOrder}-endian guest`,
  ].join(', ');
