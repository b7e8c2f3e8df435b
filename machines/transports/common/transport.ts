/** What a transport is to the rest of the project: a machine, and what drivers do on it. */
import type { Part } from '../../../src/statechart/part.ts';
import type { ConfigField, DeviceInput } from '../../vocabulary/device-input.ts';
import type { HostEvent, Interface, Operation, Register } from '../../vocabulary/operation.ts';
import type { Flavour } from '../../vocabulary/scenario.ts';

/** Which 32 bits of a feature word: 0 the low ones, 1 the high ones. */
export type Half = 0 | 1;

/** How often a script reads the status after a reset: a reset may take one read longer than the first. */
const POLLS = 2;

export const polled = (readStatus: readonly Operation[]): readonly Operation[] =>
  Array.from({ length: POLLS }, () => readStatus).flat();

/** What a driver does, as operations. An act that a transport does not have is an empty list. */
export interface Habits {
  /** Channel I/O, modern: once, before any other command. A legacy driver does not know the command. */
  readonly chooseRevision: readonly Operation[];
  /** Channel I/O: the subchannel is disabled and enabled, and a revision may be chosen again. */
  readonly forgetRevision: readonly Operation[];
  readonly resetDevice: readonly Operation[];
  /** PCI, modern: the driver must wait until the status reads 0 (4.1.4.3.2). Elsewhere the reset is done at once. */
  readonly confirmReset: readonly Operation[];
  /**
   * The same in a script, which cannot loop: the status is read as often as a script waits (`POLLS`). Reads change
   * nothing, so that those that come after the first 0 are only more than a driver would need; where the last one is
   * not 0, a driver would wait on, and what follows in the script is not what a driver does.
   */
  readonly awaitReset: readonly Operation[];
  /** Nothing for a legacy driver on channel I/O: READ_STATUS came with revision 2. */
  readonly readStatus: readonly Operation[];
  /** Nothing for the high half of a legacy interface: it has 32 bits. */
  readonly readOffer: (half: Half) => readonly Operation[];
  readonly writeHalf: (half: Half, value: number) => readonly Operation[];
  /** Reads what was written. Nothing where that cannot be read back. */
  readonly readHalf: (half: Half) => readonly Operation[];
  readonly writeStatus: (value: number) => readonly Operation[];
  /** A field of 8 bytes takes two reads, low half first (4.1.3.1). */
  readonly readConfigField: (field: ConfigField) => readonly Operation[];
  readonly setUpQueue: readonly Operation[];
  readonly kick: readonly Operation[];
}

/**
 * The configuration generation counts changes, and no guard looks at it: docs/small-alphabets.md says why an exploration
 * may count modulo 2.
 */
export const GENERATION = { configGeneration: 2 } as const;

/** What a register block takes besides feature words, status bytes, queue 0's registers and configuration. */
export interface RegisterBlock {
  /** Feature words are selected; a block without selects has one word. */
  readonly selects: boolean;
  /** The registers that can be read. */
  readonly reads: readonly [Register, ...Register[]];
  /** A narrow access is zero-extended; elsewhere it hits nothing. */
  readonly zeroExtends: boolean;
  /** Writing 0 to `queueEnable` is allowed. */
  readonly disablesQueue: boolean;
  /** Where a register lies, and its bytes: an access that is not aligned, or that begins elsewhere, is another's. */
  readonly placeOf: (register: Register) => { readonly offset: number; readonly width: 1 | 2 | 4 };
}

/** One row of the table of transports. */
export interface TransportRow {
  readonly machine: (input: DeviceInput) => Part;
  readonly acts: (via: Interface) => Habits;
  /** By the interface that it serves; absent where drivers send commands. */
  readonly blocks?: Readonly<Record<Interface, RegisterBlock>>;
  /** Host events that only this transport has. */
  readonly hostEvents: readonly HostEvent[];
  /** Why no device on it is of this flavour; undefined where one can be. */
  readonly lacks: (flavour: Flavour) => string | undefined;
}

interface Piece {
  readonly offset: number;
  readonly size: 1 | 2 | 4;
}

/** The accesses that read a field. */
export const pieces = ({ offset, size }: ConfigField): readonly Piece[] =>
  size === 8
    ? [
        { offset, size: 4 },
        { offset: offset + 4, size: 4 },
      ]
    : [{ offset, size }];
