/** A product state as properties see it. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { History } from '../property/history.ts';
import type { StateSeen } from '../property/property.ts';
import type { Product } from './product.ts';

/** A product state as properties see it: the view of each part, what the driver did, and the device's inputs. */
export function seen(product: Product, row: Int32Array, history: History, input: DeviceInput): StateSeen {
  const view = (part: number): unknown => product.view(part, row[part] as number);
  return {
    transport: view(0) as StateSeen['transport'],
    core: view(1) as StateSeen['core'],
    class: view(2) as StateSeen['class'],
    backend: view(3) as StateSeen['backend'],
    history,
    input,
  };
}
