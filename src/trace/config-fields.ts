/** Names of the device configuration's fields (virtio 1.4, sections 5.1.4 and 5.2.4), for reports only. */

/** Offset, size in bytes, name. */
type ConfigField = readonly [offset: number, size: number, name: string];

const CONFIG_FIELDS: Readonly<Record<string, readonly ConfigField[]>> = {
  net: [
    [0, 6, 'mac'],
    [6, 2, 'status'],
    [8, 2, 'max_virtqueue_pairs'],
    [10, 2, 'mtu'],
    [12, 4, 'speed'],
    [16, 1, 'duplex'],
  ],
  blk: [
    [0, 8, 'capacity'],
    [8, 4, 'size_max'],
    [12, 4, 'seg_max'],
    [20, 4, 'blk_size'],
    [32, 1, 'writeback'],
    [34, 2, 'num_queues'],
  ],
};

const fieldsOf = (device: string): readonly ConfigField[] =>
  (Object.hasOwn(CONFIG_FIELDS, device) ? CONFIG_FIELDS[device] : undefined) ?? [];

/** The names of a device's fields. */
export const configFieldNames = (device: string): readonly string[] =>
  fieldsOf(device).map(([, , name]) => name);

/** Where a field begins; undefined for a name that the device does not have. */
export const configOffset = (field: string, device: string): number | undefined =>
  fieldsOf(device).find(([, , name]) => name === field)?.[0];

/** `config+10 (mtu)`; `config+3 (mac+3)` inside a field; `config+90` where no name is known. */
export function formatConfigPlace(offset: number, device: string): string {
  const field = fieldsOf(device).find(([start, size]) => offset >= start && offset < start + size);
  if (field === undefined) return `config+${offset}`;
  const [start, , name] = field;
  return `config+${offset} (${offset === start ? name : `${name}+${offset - start}`})`;
}
