/** The calls of the device classes: the callbacks of `VirtioDeviceClass`. A class without one does not hear of it. */
import type { CallEntry } from '../../src/statechart/call-table.ts';
import { WORD } from './core.ts';

const NO_CALLBACK = 'a class without this callback';

/** A status to be (or the present one), whether the VM runs, and the set that is in force. */
const STATUS = { value: 'number', vmRunning: 'boolean', ...WORD } as const;

export const CLASS_CALLS = {
  setFeatures: { takes: WORD, standsFor: ['VirtioDeviceClass.set_features'], unheard: NO_CALLBACK },
  setStatus: { takes: STATUS, standsFor: ['VirtioDeviceClass.set_status'], unheard: NO_CALLBACK },
  reset: { standsFor: ['VirtioDeviceClass.reset'], unheard: NO_CALLBACK },
  handleOutput: {
    takes: { queue: 'number', deviceStatus: 'number', startOnKick: 'boolean', ...WORD },
    standsFor: ['VirtQueue.handle_output'],
  },
  migrated: { takes: STATUS, standsFor: ['virtio_load'], unheard: NO_CALLBACK },
  linkUp: { takes: STATUS, standsFor: ['NetClientInfo.link_status_changed'], unheard: NO_CALLBACK },
  linkDown: { takes: STATUS, standsFor: ['NetClientInfo.link_status_changed'], unheard: NO_CALLBACK },
  /** How many queues the class has made; the register is the transport's. */
  readNumQueues: { standsFor: ['virtio_pci_common_read'] },
} as const satisfies Readonly<Record<string, CallEntry>>;
