/**
 * What properties see of a part, in words common to every semantics. A machine's own context may hold
 * more, or hold it otherwise; its part's `view` translates.
 */

/** The device core. */
export interface CoreView {
  readonly deviceStatus: number;
  /** The set the core takes for negotiated at this moment, whatever FEATURES_OK says. */
  readonly guestFeaturesLow: number;
  readonly guestFeaturesHigh: number;
  /** The device acts as a virtio 1.0 or later device: VERSION_1 counts as acknowledged. */
  readonly modern: boolean;
  readonly startOnKick: boolean;
  readonly started: boolean;
  readonly broken: boolean;
  /** Queue 0 has an address and may be processed. */
  readonly queueReady: boolean;
  /** The lifecycle state as drawn: `legacy`, `indicatedModern`, `featuresOk`, `driverOk`, `needsReset`, `failed`. */
  readonly lifecycle: string;
}

/** The transport. Fields that a transport does not have are at their default. */
export interface TransportView {
  /** The words as the driver last wrote them, where the transport keeps a copy of its own. */
  readonly shadowLow: number;
  readonly shadowHigh: number;
  readonly driverFeatureSelect: number;
  readonly deviceFeatureSelect: number;
  readonly queueEnabled: boolean;
  /** Channel I/O: -1 while unset; 0 legacy, 1 and 2 modern. Other transports: -1. */
  readonly revision: number;
}

/** The device class. */
export interface ClassView {
  readonly numQueues: number;
  readonly primaryPlugged: boolean;
}

/** The back end as its front end keeps it. */
export interface BackendView {
  readonly present: boolean;
  readonly ackedLow: number;
  readonly ackedHigh: number;
  readonly running: boolean;
}

export interface Views {
  readonly transport: TransportView;
  readonly core: CoreView;
  readonly class: ClassView;
  readonly backend: BackendView;
}

export type PartName = keyof Views;
