/**
 * What an access means by the rules of its transport: what the driver has said with it, whatever a device makes of it.
 * Claims and their memory ask here, so that none of them decides by itself.
 *
 * Rules for drivers fix width and place of an access: 4.1.3.1 on PCI, 4.2.2.2 on MMIO. What becomes of an access that
 * breaks them is left open: one device drops it, another zero-extends it, and both are right. Such an access means
 * nothing certain, and a claim about what the driver said has nothing to say after it.
 */
import type { Interface, Operation, Register } from './operation.ts';
import type { TransportTraits } from './transports.ts';
import type { TransportView } from './views.ts';

export type Meaning =
  /** The driver writes this status byte. */
  | { readonly kind: 'status'; readonly value: number }
  /** The driver writes a feature word: of this number, or the one that it has selected. */
  | { readonly kind: 'features'; readonly word: number | 'selected'; readonly value: number }
  /** The driver selects the feature word that it writes next. */
  | { readonly kind: 'select'; readonly word: number }
  /** It is none of the above: a read, a kick, a queue's register, an event. */
  | { readonly kind: 'other' }
  /** Nothing reached the device: a command while the subchannel is disabled, or before a revision that it insists on. */
  | { readonly kind: 'nothing' }
  /** It breaks this rule for drivers, and nowhere is it said what a device makes of it. */
  | { readonly kind: 'open'; readonly breaks: string };

/** What of the transport's state fixes the meaning; as it is after the operation, for a first command sets a revision. */
export type TransportSeen = Pick<TransportView, 'revision'>;

type Rules = Pick<TransportTraits, 'hasRevision' | 'registerWidths' | 'accessRule'>;

const OTHER: Meaning = { kind: 'other' };
const NOTHING: Meaning = { kind: 'nothing' };
const STATUS_MAX = 0xff;

/**
 * What the driver has said with an operation.
 *
 * @example meaningOf({ kind: 'write', interface: 'modern', register: 'driverFeature', value: 1, size: 2 },
 *   TRANSPORT_TRAITS.mmio, { revision: -1 }) // { kind: 'open', breaks: '4.2.2.2-b' }
 */
export function meaningOf(operation: Operation, rules: Rules, transport: TransportSeen): Meaning {
  if (operation.kind === 'ccw') return meaningOfCommand(operation, transport);
  if (operation.kind !== 'write' || operation.register === 'config') return OTHER;
  const { register, value, size, at } = operation;
  const width = widthOf(operation, rules);
  if ((size ?? width) !== width || (at ?? 0) !== 0) return { kind: 'open', breaks: rules.accessRule };
  switch (register) {
    case 'deviceStatus':
      // The register may be wider than the byte: bits beyond it are no status bits.
      return value > STATUS_MAX ? { kind: 'open', breaks: rules.accessRule } : { kind: 'status', value };
    case 'driverFeature':
      return { kind: 'features', word: selectsWords(operation, rules) ? 'selected' : 0, value: value >>> 0 };
    case 'driverFeatureSelect':
      return { kind: 'select', word: value >>> 0 };
    default:
      return OTHER;
  }
}

function meaningOfCommand(
  { command, index, value }: Extract<Operation, { kind: 'ccw' }>,
  { revision }: TransportSeen,
): Meaning {
  if (command === 'SET_VIRTIO_REV') return OTHER;
  // A first command sets revision 0 where the device takes it (4.3.2.1.3); where there is none, none was taken.
  if (revision < 0) return NOTHING;
  if (command === 'WRITE_STATUS') return { kind: 'status', value: (value ?? 0) & STATUS_MAX };
  if (command === 'WRITE_FEAT') return { kind: 'features', word: index ?? 0, value: (value ?? 0) >>> 0 };
  return OTHER;
}

/** PCI's legacy block has one feature word and no select register (4.1.4.10). */
const selectsWords = (
  { interface: via }: { readonly interface: Interface },
  { registerWidths }: Rules,
): boolean => via === 'modern' || registerWidths === 'all4';

/** The widths of the registers that are written, in bytes; 8-byte addresses are written in halves (4.1.3.1). */
const PCI_WIDTHS: Readonly<Partial<Record<Register, number>>> = {
  deviceStatus: 1,
  queueSelect: 2,
  queueEnable: 2,
};

const widthOf = ({ register }: { readonly register: Register }, { registerWidths }: Rules): number =>
  registerWidths === 'all4' ? 4 : (PCI_WIDTHS[register] ?? 4);

/** The operation may write a status byte, in some state of some transport; for speed only. */
export const mayWriteStatus = (operation: Operation): boolean =>
  operation.kind === 'ccw'
    ? operation.command === 'WRITE_STATUS'
    : operation.kind === 'write' && operation.register === 'deviceStatus';

/** The interface that an operation belongs to; on channel I/O the revision says it, of a notification as well. */
export function interfaceOf(
  operation: Operation,
  { hasRevision }: Pick<TransportTraits, 'hasRevision'>,
  transport: TransportSeen,
): Interface | undefined {
  if (operation.kind !== 'ccw' && !('interface' in operation)) return undefined;
  if (!hasRevision) return operation.kind === 'ccw' ? undefined : operation.interface;
  const { revision } = transport;
  return revision >= 1 ? 'modern' : revision === 0 ? 'legacy' : undefined;
}
