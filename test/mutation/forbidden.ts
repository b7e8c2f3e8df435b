/** Operations that the specification forbids every driver, whatever it did before: what only they tell is left open. */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Transport } from '../../machines/vocabulary/transports.ts';

/** The rule that an operation breaks by itself; undefined for one that a driver may do at some time. */
export function brokenBy(operation: Operation, transport: Transport): string | undefined {
  if (operation.kind !== 'read' && operation.kind !== 'write') return undefined;
  const { kind, register, size, at } = operation;
  const isWhole =
    (at ?? 0) === 0 && (size === undefined || (transport === 'pci' && register === 'deviceStatus'));
  // The device configuration may be read in pieces.
  if (!isWhole && register !== 'config') return transport === 'pci' ? '4.1.3.1-a' : '4.2.2.2-b';
  if (transport === 'mmio' && kind === 'read') {
    const isVersion2 = register === 'queueEnable' || register === 'configGeneration';
    if (register === 'driverFeature' || (operation.interface === 'legacy' && isVersion2)) return '4.2.2.2-a';
  }
  // The register is 1 or 0, and 0 is the device's to say.
  if (transport === 'pci' && kind === 'write' && register === 'queueEnable' && operation.value !== 1)
    return operation.value === 0 ? '4.1.4.3.2-e' : '4.1.4.3';
  return undefined;
}
