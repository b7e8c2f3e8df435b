// The example of docs/add-a-property.md: a property that brings its own history variable.
import type { HistoryVariable, Operation, StepProperty } from 'virtio-verify';

const FEATURES_OK = 8;

/** The operation writes a status with FEATURES_OK. */
const asks = (operation: Operation): boolean =>
  ((operation.kind === 'write' && operation.register === 'deviceStatus') ||
    (operation.kind === 'ccw' && operation.command === 'WRITE_STATUS')) &&
  ((operation.value ?? 0) & FEATURES_OK) !== 0;

type Refusal = { readonly wasRefused: boolean };

/** Whether FEATURES_OK was asked for and not set, since the last reset. */
const refusal: HistoryVariable<Refusal, { asks: boolean }, { isSet: boolean }> = {
  name: 'refusal',
  initial: { wasRefused: false },
  ofOperation: (operation) => ({ asks: asks(operation) }),
  noticesCall: ({ to, event }) => to === 'core' && event.type === 'reset',
  ofDevice: ({ core }) => ({ isSet: (core.deviceStatus & FEATURES_OK) !== 0 }),
  next: (history, { operation, noticed, device }) => ({
    wasRefused: !noticed && (history.wasRefused || (operation.asks && !device.isSet)),
  }),
};

export const refusedSetIsNotTriedAgain: StepProperty<Refusal> = {
  id: 'refusedSetIsNotTriedAgain',
  claim: 'A driver whose features were refused resets the device before it asks again.',
  rules: ['mine'],
  level: 'must',
  kind: 'monitor',
  reads: ['history'],
  history: refusal,
  applies: ({ operation }) => asks(operation),
  violation: ({ before }) =>
    before.history.wasRefused ? 'FEATURES_OK was refused, and is asked for again without a reset' : undefined,
};
