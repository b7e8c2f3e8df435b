/** A target: something that a trace can run on. The model, a QEMU process and a recorded log are targets. */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { InnerState } from '../trace/trace.ts';

export interface Target {
  /** How reports name it, with its version: `QEMU 7.2.22 (Debian …), pc-q35, virtio-net-pci`. */
  readonly name: string;
  /** Returns the device to the state after power-on. */
  reset(): Promise<void>;
  /**
   * Does one operation and returns what became visible to the driver, in order. A target returns only the
   * kinds of observation that it can see; `sees` names them.
   * @throws TargetError when the operation cannot be played here, or when the target died.
   */
  apply(operation: Operation): Promise<readonly Observation[]>;
  /**
   * Does several operations, as `apply` does each of them, and returns their observations one by one. A
   * target that can have many requests under way is much faster so.
   */
  applyAll?(operations: readonly Operation[]): Promise<readonly (readonly Observation[])[]>;
  /** Why an operation cannot be played here; undefined if it can. A target without it plays everything. */
  refuses?(operation: Operation): string | undefined;
  /** The kinds of observation this target can see at all. */
  readonly sees: ReadonlySet<Observation['kind']>;
  /** The inner state, where the implementation shows it; by part, only the fields it shows. */
  observe(): Promise<InnerState>;
  /** Stops every process and removes every file that opening made. May be called twice. */
  close(): Promise<void>;
}

/** A target that is missing, refused, died, or cannot play an operation. */
export class TargetError extends Error {
  readonly target: string;
  constructor(target: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TargetError';
    this.target = target;
  }
}
