/** The events of each part: the calls that go to it, and what reaches it from outside the device. */
import type { CallsTo } from '../../src/statechart/call-table.ts';
import type { CcwCommand, HostEvent, Interface, Register } from '../vocabulary/operation.ts';
import type { Calls } from './index.ts';

/** Something that happens to the machine as a whole. */
type Host<TEvent extends HostEvent> = { [E in TEvent]: { readonly type: `host.${E}` } }[TEvent];

/** Where in a register an access goes, and how wide it is, when it is not the whole register. */
interface Access<TRegister extends Register> {
  readonly interface: Interface;
  readonly register: TRegister;
  /** In bytes. */
  readonly size?: 1 | 2 | 4;
  readonly at?: 0 | 1 | 2 | 3;
}

/** The device configuration is no register of its own, so an access says where in it. */
type AccessTo<TRegister extends Register> = TRegister extends 'config'
  ? Access<TRegister> & { readonly offset: number }
  : Access<TRegister>;

type WriteType = `${Interface}.write.${Register}`;
type ReadType = `${Interface}.read.${Register}`;
type NotifyType = `${Interface}.notify`;

type RegisterOf<TType> = TType extends `${Interface}.${'write' | 'read'}.${infer R extends Register}`
  ? R
  : never;

export type RegisterWrite = {
  [T in WriteType]: { readonly type: T; readonly value: number } & AccessTo<RegisterOf<T>>;
}[WriteType];
export type RegisterRead = {
  [T in ReadType]: { readonly type: T } & AccessTo<RegisterOf<T>>;
}[ReadType];
export type QueueNotify = { [T in NotifyType]: { readonly type: T; readonly queue: number } }[NotifyType];

/** Channel I/O: a command with the fields that it has. */
interface Command {
  SET_VIRTIO_REV: { readonly value: number };
  READ_FEAT: { readonly index: number };
  WRITE_FEAT: { readonly index: number; readonly value: number };
  WRITE_STATUS: { readonly value: number };
  READ_STATUS: unknown;
  READ_CONF: { readonly offset: number; readonly size?: 1 | 2 | 4 };
  WRITE_CONF: unknown;
  SET_VQ: unknown;
  VDEV_RESET: unknown;
}
export type ChannelCommand = { [C in CcwCommand]: { readonly type: C } & Command[C] }[CcwCommand];
type Subchannel = { readonly type: 'subchannel.disable' } | { readonly type: 'subchannel.enable' };

export type TransportEvent =
  | CallsTo<Calls, 'transport'>
  | RegisterWrite
  | RegisterRead
  | QueueNotify
  | ChannelCommand
  | Subchannel
  | Host<'systemReset' | 'functionLevelReset'>;

export type CoreEvent = CallsTo<Calls, 'core'> | Host<HostEvent>;

export type ClassEvent = CallsTo<Calls, 'class'>;

export type BackendEvent =
  | CallsTo<Calls, 'backend'>
  | { readonly type: 'backend.disconnect' }
  | { readonly type: 'backend.reconnect' };
