/**
 * From C to machines: which named steps of which machine stand for a function of QEMU or Linux.
 *
 * The tables are a reader's map, not a proof: a step stands for what the function does there, as far as the
 * machine models it at all (each machine's header says what it leaves out).
 */

/** The named parts of one machine that stand for a function, or for a piece of it. */
export interface ModelledIn {
  /** A machine id: `virtio-pci`, `qemu-virtio-device`. */
  readonly machine: string;
  /** Events that the function answers to. */
  readonly events?: readonly string[];
  readonly actions?: readonly string[];
  readonly guards?: readonly string[];
  /** States, as paths: drivers say more by where they are than by what they are called. */
  readonly states?: readonly string[];
}

/**
 * One of several places at which the machines carry a function out: what stands for its body when it is called from
 * there. A patch that changes the body has to hook each of them.
 */
export interface Place {
  /** The C that calls it there: `virtio_ccw_reset`, `virtio_ccw_cb, CCW_CMD_VDEV_RESET`. */
  readonly caller: string;
  readonly machine: string;
  readonly actions?: readonly string[];
  readonly guards?: readonly string[];
  /** Where the steps have the names that they have at other places too: the events on which they stand here. */
  readonly events?: readonly string[];
}

export interface SourceFunction {
  /** As C has it. */
  readonly name: string;
  /** In its source tree; files under `hw/` and `include/hw/` are QEMU's, the others Linux's. */
  readonly file: string;
  /** Empty where no machine models it; `note` then says why. */
  readonly models: readonly ModelledIn[];
  /** Where it is called from, if the machines carry it out at several places; each caller in C once. */
  readonly places?: readonly Place[];
  /** One short sentence without an end. */
  readonly note: string;
}
