/** What an operation is by its form alone; what it means to a device is in meaning.ts. */
import type { Operation } from './operation.ts';

/** The operation has the form of a write of a feature word, whole or in part. */
export const writesFeatures = (operation: Operation): boolean =>
  (operation.kind === 'write' && operation.register === 'driverFeature' && (operation.at ?? 0) === 0) ||
  (operation.kind === 'ccw' && operation.command === 'WRITE_FEAT');
