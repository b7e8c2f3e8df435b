/** The titles of the sections that rules stand in; those of virtio 1.4. */
export const SECTION_TITLES: ReadonlyMap<string, string> = new Map([
  ['1.3.1', 'Legacy Interface: Terminology'],
  ['2.1', 'Device Status Field'],
  ['2.2', 'Feature Bits'],
  ['2.4', 'Device Reset'],
  ['2.5', 'Device Configuration Space'],
  ['2.6', 'Virtqueues'],
  ['2.7', 'Split Virtqueues'],
  ['2.8', 'Packed Virtqueues'],
  ['2.9', 'Driver Notifications'],
  ['2.12', 'Device groups and administration'],
  ['2.14', 'Device parts'],
  ['3.1', 'Device Initialization'],
  ['3.2', 'Device Operation'],
  ['3.3', 'Device Cleanup'],
  ['3.4', 'Device Suspend'],
  ['4.1', 'Virtio Over PCI Bus'],
  ['4.2', 'Virtio Over MMIO'],
  ['4.3', 'Virtio Over Channel I/O'],
  ['5', 'Device Types'],
  ['6', 'Reserved Feature Bits'],
]);

/** The title for a section, from the longest beginning of its number that has one. */
export function sectionTitle(section: string): string | undefined {
  const numbers = section.split('.');
  for (let length = numbers.length; length > 0; length--) {
    const title = SECTION_TITLES.get(numbers.slice(0, length).join('.'));
    if (title !== undefined) return title;
  }
  return undefined;
}
