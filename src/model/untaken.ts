/** Operations that a model would pass over in silence, because no machine of it takes them: they are refused by name. */
import { toEvent } from '../../machines/to-event.ts';
import { TRANSPORTS } from '../../machines/transports/index.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { TRANSPORT_TRAITS } from '../../machines/vocabulary/transports.ts';
import { RequestError } from '../errors/errors.ts';
import { eventsIn } from '../statechart/events-in.ts';
import type { PartEvent } from '../statechart/part.ts';
import { formatOperation } from '../trace/operation-text.ts';
import type { CompiledModel } from './model.ts';
import { type ModelState, perform, powerOn } from './perform.ts';

/** As many queues as QEMU has (VIRTIO_QUEUE_MAX); a select of one beyond them is ignored. */
const QUEUES_MAX = 1024;

/**
 * Why the model cannot play the operation in this state; undefined if it can, even if nothing comes of it.
 *
 * @example whyUntaken(model, powerOn(model), { kind: 'backend', event: 'disconnect' })
 * // 'no machine of this model takes “backend.disconnect”: the back end is "no-backend", which takes nothing'
 */
export function whyUntaken(
  model: CompiledModel,
  state: ModelState,
  operation: Operation,
): string | undefined {
  const { to, event } = toEvent(operation);
  return (
    whyNoInterface(model, operation) ??
    whyNotTaken(model, to, event) ??
    whyNoLink(model, operation) ??
    whyOtherQueue(operation) ??
    whyOtherRegister(model, operation) ??
    whyNoConfiguration(model, state, operation, event)
  );
}

function whyNoInterface({ scenario }: CompiledModel, operation: Operation): string | undefined {
  if (operation.kind !== 'write' && operation.kind !== 'read' && operation.kind !== 'notify')
    return undefined;
  const { flavour, transport } = scenario;
  const isThere = flavour === 'transitional' || flavour === operation.interface;
  return isThere || !TRANSPORT_TRAITS[transport].hasRegisters
    ? undefined
    : `the device is ${flavour}, and has no ${operation.interface} interface`;
}

function whyNotTaken({ parts }: CompiledModel, to: string, { type }: PartEvent): string | undefined {
  const machine = parts.find(({ name }) => name === to)?.machine;
  const taken = machine === undefined ? new Set<string>() : eventsIn(machine);
  if (taken.has(type) || taken.has('*')) return undefined;
  const [kind] = type.split(/[.](?=[^.]*$)/);
  const alike = [...taken].filter((each) => each.includes('.') && each.startsWith(`${kind}.`));
  const others = alike.length > 0 ? alike : [...taken];
  return `no machine of this model takes “${type}”: the ${to === 'backend' ? 'back end' : to} is "${machine?.id ?? 'absent'}", which takes ${others.length === 0 ? 'nothing' : others.join(', ')}`;
}

function whyNoLink({ parts, scenario }: CompiledModel, operation: Operation): string | undefined {
  if (operation.kind !== 'host' || (operation.event !== 'linkDown' && operation.event !== 'linkUp'))
    return undefined;
  const machine = parts.find(({ name }) => name === 'class')?.machine;
  return machine === undefined || eventsIn(machine).has(operation.event)
    ? undefined
    : `device ${scenario.device} has no link; a net device has one`;
}

function whyOtherQueue(operation: Operation): string | undefined {
  const isSelect = operation.kind === 'write' && operation.register === 'queueSelect';
  return isSelect && operation.value > 0 && operation.value < QUEUES_MAX
    ? `queue ${operation.value} is selected, and only queue 0 is modelled`
    : undefined;
}

/** An access that is not aligned, or that begins beyond its register, is one to other registers. */
function whyOtherRegister({ scenario }: CompiledModel, operation: Operation): string | undefined {
  if ((operation.kind !== 'write' && operation.kind !== 'read') || operation.register === 'config')
    return undefined;
  const { offset, width } = TRANSPORTS[scenario.transport].blocks?.[operation.interface].placeOf(
    operation.register,
  ) ?? { offset: 0, width: 4 };
  const { at = 0, size = width } = operation;
  if (at >= width)
    return `byte ${at} of ${operation.register} lies beyond its ${width === 1 ? 'one byte' : `${width} bytes`}; name the register that lies there`;
  return (offset + at) % size === 0
    ? undefined
    : `an access of ${size} bytes at byte ${at} of ${operation.register} is not aligned, and would be several; split it`;
}

/** Of a write to the configuration only this is modelled: that on channel I/O it may be a driver's first command. */
function whyNoConfiguration(
  { machines, partIndex }: CompiledModel,
  state: ModelState,
  operation: Operation,
  event: PartEvent,
): string | undefined {
  if (operation.kind !== 'ccw' || operation.command !== 'WRITE_CONF') return undefined;
  const transport = partIndex.get('transport') ?? 0;
  const before = state[transport];
  return before === undefined || machines[transport]?.step(before, event).taken === true
    ? undefined
    : 'what WRITE_CONF writes is not modelled; it is taken only as a driver’s first command';
}

/**
 * Does operations one after the other from power-on, and stops at one that no machine takes.
 * @throws RequestError naming the step, the operation, and what would be taken
 */
export function refuseUntaken(model: CompiledModel, operations: readonly Operation[]): void {
  let state = powerOn(model);
  for (const [step, operation] of operations.entries()) {
    const because = whyUntaken(model, state, operation);
    if (because !== undefined)
      throw new RequestError(
        `step ${step + 1}, “${formatOperation(operation, model.scenario.device)}”, cannot be played on the model: ${because}`,
      );
    state = perform(model, state, operation).state;
  }
}
