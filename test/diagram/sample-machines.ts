/** Machines that look like the ones this project draws, but depend on none of them. */

import { and, assign, not, raise, setup } from 'xstate';

/** About eight states and twenty-five transitions: the size that has to fit a page of the documentation. */
export const deviceLifecycle = setup({
  types: {
    events: {} as {
      type:
        | 'WRITE_FEATURES'
        | 'READ_FEATURES'
        | 'WRITE_STATUS'
        | 'SET_FEATURES_OK'
        | 'SET_DRIVER_OK'
        | 'SET_FAILED'
        | 'WRITE_REVISION'
        | 'LINK_CHANGE'
        | 'ENABLE_QUEUE'
        | 'BACKEND_GONE'
        | 'RESET';
    },
  },
  guards: {
    offersVersion1: () => true,
    isLegacyInterface: () => true,
    acceptsFeatures: () => true,
    bitIsOffered: (_, _params: { bit: number }) => true,
    hasQueue: () => true,
  },
  actions: {
    clearDriverFeatures: () => {},
    storeDriverFeatures: () => {},
    callClassSetFeatures: () => {},
    clearStatus: () => {},
    disableQueues: () => {},
    stopBackend: () => {},
    startBackend: () => {},
    notifyConfigChange: () => {},
    latchConfigGeneration: () => {},
  },
}).createMachine({
  id: 'device',
  initial: 'reset',
  on: {
    RESET: {
      target: '.reset',
      actions: ['clearStatus', 'clearDriverFeatures', 'disableQueues', 'stopBackend'],
    },
    BACKEND_GONE: { target: '.needsReset', guard: 'hasQueue' },
  },
  states: {
    reset: {
      description: 'Power on, or after a driver wrote 0 to the status register.',
      on: {
        WRITE_STATUS: 'acknowledged',
        WRITE_FEATURES: { target: 'legacy', guard: 'isLegacyInterface', actions: 'storeDriverFeatures' },
      },
    },
    acknowledged: {
      on: {
        WRITE_FEATURES: [
          {
            target: 'legacy',
            guard: 'isLegacyInterface',
            actions: ['storeDriverFeatures', 'callClassSetFeatures'],
          },
          { target: 'indicatedModern', guard: { type: 'bitIsOffered', params: { bit: 32 } } },
        ],
        WRITE_REVISION: 'indicatedModern',
        SET_FAILED: 'failed',
        READ_FEATURES: { actions: 'latchConfigGeneration' },
      },
    },
    legacy: {
      on: {
        WRITE_FEATURES: { actions: 'storeDriverFeatures', description: 'Legacy drivers may write twice.' },
        SET_DRIVER_OK: { target: 'driverOk', actions: 'startBackend' },
        SET_FAILED: 'failed',
        WRITE_REVISION: { target: 'indicatedModern', guard: 'offersVersion1' },
      },
    },
    indicatedModern: {
      entry: 'latchConfigGeneration',
      on: {
        WRITE_FEATURES: { target: 'indicatedModern', actions: 'storeDriverFeatures', reenter: true },
        SET_FEATURES_OK: [
          {
            target: 'featuresOk',
            guard: and(['acceptsFeatures', not('isLegacyInterface')]),
            actions: 'callClassSetFeatures',
          },
          { target: 'refused' },
        ],
        SET_FAILED: 'failed',
      },
    },
    refused: {
      on: { WRITE_FEATURES: 'indicatedModern', SET_FAILED: 'failed', SET_FEATURES_OK: 'featuresOk' },
    },
    featuresOk: {
      on: {
        ENABLE_QUEUE: { actions: 'latchConfigGeneration' },
        SET_DRIVER_OK: { target: 'driverOk', actions: 'startBackend' },
        WRITE_FEATURES: { target: 'needsReset', guard: not('acceptsFeatures') },
        SET_FAILED: 'failed',
      },
    },
    driverOk: {
      entry: ['notifyConfigChange'],
      exit: 'stopBackend',
      on: {
        LINK_CHANGE: { target: 'driverOk', actions: 'notifyConfigChange' },
        WRITE_FEATURES: { target: 'needsReset' },
        SET_FAILED: 'failed',
      },
    },
    needsReset: { on: { SET_FAILED: 'failed' } },
    failed: {},
  },
});

/** Boxes in boxes, and everything at a box's border: history, re-entry, completion, timers, raised events. */
export const nestedMachine = setup({
  guards: { isReady: () => true, isLast: () => true },
  actions: { open: () => {}, close: () => {}, note: () => {} },
}).createMachine({
  id: 'transport',
  initial: 'closed',
  entry: 'note',
  states: {
    closed: { on: { OPEN: { target: 'running', actions: ['open', raise({ type: 'START' })] } } },
    running: {
      initial: 'idle',
      description: 'A back end is connected; "<running>" & busy.',
      entry: ['open', 'note'],
      exit: ['close'],
      onDone: 'closed',
      on: { CLOSE: 'closed', RESTART: { target: 'running', reenter: true }, PAUSE: '.paused' },
      states: {
        idle: {
          on: { WORK: [{ target: 'busy', guard: 'isReady' }, { target: 'paused' }] },
          after: { 500: 'paused' },
        },
        busy: {
          initial: 'first',
          states: {
            first: { on: { NEXT: 'second' } },
            second: { on: { NEXT: { target: '#transport.running.idle', guard: 'isLast' }, BACK: 'first' } },
          },
          on: { ABORT: { target: '#transport.running', actions: assign({}) } },
        },
        paused: { on: { RESUME: 'recent', STOP: 'done' }, always: { target: 'idle', guard: 'isReady' } },
        recent: { type: 'history' },
        done: { type: 'final' },
      },
    },
  },
});

/** Two regions that run side by side. */
export const parallelMachine = setup({}).createMachine({
  id: 'pair',
  type: 'parallel',
  on: { RESET: { target: ['.driver.off', '.device.off'] } },
  states: {
    driver: { initial: 'off', states: { off: { on: { ON: 'on' } }, on: { on: { OFF: 'off' } } } },
    device: { initial: 'off', states: { off: { on: { ON: 'on' } }, on: { on: { '*': 'off' } } } },
  },
});
