/** A base: how one implementation (or the spec's strict reference) builds a device from parts. */
import type { Part } from '../../src/statechart/part.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import type { FrontEndChange } from '../vocabulary/front-end.ts';
import type { Operation } from '../vocabulary/operation.ts';

export interface Semantics {
  readonly name: string;
  readonly title: string;
  /** What it follows: versions, binaries, documents. */
  readonly source: string;
  /** Which bits its front end passes on to a back end, where that is not as in QEMU 7.2. */
  readonly frontEnd?: (input: DeviceInput) => FrontEndChange;
  /** Why this implementation makes no such device; undefined if it does, and absent if it makes every one. */
  readonly lacks?: (input: DeviceInput) => string | undefined;
  /** Transport, core, class and back end, in this order. */
  readonly parts: (input: DeviceInput) => readonly Part[];
  /** Operations that an exploration draws beside its alphabet: what these machines take and no alphabet has. */
  readonly operations?: (input: DeviceInput) => readonly Operation[];
}
