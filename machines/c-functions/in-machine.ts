/**
 * Says where in a machine a function stands: by named pieces, or as a whole by the events that it answers to. In the
 * latter case the pieces are what the machine has on these events, in its own order, so that no table repeats it.
 */
import type { AnyStateMachine } from 'xstate';
import { namesOfGuard } from '../../src/statechart/sequence.ts';
import { DEVICE_CLASSES } from '../classes/device-classes.ts';
import { qemuParts } from '../semantics/qemu-parts.ts';
import { deviceInput } from '../vocabulary/device-input.ts';
import type { Flavour, Scenario } from '../vocabulary/scenario.ts';
import type { Transport } from '../vocabulary/transports.ts';
import type { ModelledIn } from './c-function.ts';

type Steps = Omit<ModelledIn, 'machine'>;

interface InMachine {
  /** Named pieces. */
  (steps: Steps): ModelledIn;
  /** All that the machine does on these events. */
  on(...events: readonly string[]): ModelledIn;
}

function inMachine(machine: string): InMachine {
  const named = (steps: Steps): ModelledIn => ({ machine, ...steps });
  return Object.assign(named, {
    on: (...events: readonly string[]): ModelledIn => ({ machine, events, ...stepsOn(machine, events) }),
  });
}

/** Devices that between them have every machine of QEMU's base, in each of its states. */
const SAMPLES: readonly (readonly [Transport, Flavour, device: string])[] = [
  ['pci', 'transitional', 'net'],
  ['mmio', 'modern', 'blk'],
  ['ccw', 'transitional', 'net'],
];

const scenarioOf = (transport: Transport, flavour: Flavour, device: string): Scenario => ({
  semantics: 'qemu-7.2',
  patches: [],
  transport,
  flavour,
  device,
  backend: 'vhost-user',
  driver: 'adversary',
  byteOrder: 'little',
  features: [],
});

const machines: ReadonlyMap<string, AnyStateMachine> = new Map(
  SAMPLES.flatMap(([transport, flavour, device]) => {
    const deviceClass = DEVICE_CLASSES.find(({ name }) => name === device);
    if (deviceClass === undefined) throw new RangeError(`no device class "${device}"`);
    return qemuParts(deviceInput(scenarioOf(transport, flavour, device), deviceClass)).map(
      (part) => [part.machine.id, part.machine] as const,
    );
  }),
);

interface Transition {
  readonly guard?: unknown;
  readonly actions?: unknown;
}

interface State {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, State>>;
}

/** The guards and actions that stand on some of a machine's events. */
function stepsOn(machine: string, events: readonly string[]): Pick<Steps, 'guards' | 'actions'> {
  const guards = new Set<string>();
  const actions = new Set<string>();
  const visit = ({ on = {}, states = {} }: State): void => {
    for (const [event, transitions] of Object.entries(on)) {
      if (!events.includes(event)) continue;
      for (const transition of listed(transitions) as readonly Transition[]) {
        for (const guard of listed(transition.guard))
          for (const name of namesOfGuard(guard)) guards.add(name);
        for (const action of listed(transition.actions)) actions.add(nameOf(action));
      }
    }
    for (const inner of Object.values(states)) visit(inner);
  };
  visit(machines.get(machine)?.config as State);
  return {
    ...(guards.size === 0 ? {} : { guards: [...guards] }),
    ...(actions.size === 0 ? {} : { actions: [...actions] }),
  };
}

const listed = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const nameOf = (reference: unknown): string =>
  typeof reference === 'string' ? reference : String((reference as { readonly type?: unknown }).type);

export const core = inMachine('qemu-virtio-device');
export const pci = inMachine('virtio-pci');
export const mmio = inMachine('virtio-mmio');
export const ccw = inMachine('virtio-ccw');
export const net = inMachine('virtio-net');
export const blk = inMachine('virtio-blk');
export const vhost = inMachine('vhost');
