/** A tiny device that answers a driver, and a player that lets a driver run against it. */

import { DEVICE_CLASSES } from '../../../machines/classes/device-classes.ts';
import type { DriverView } from '../../../machines/drivers/acts.ts';
import { configBytes } from '../../../machines/vocabulary/config-space.ts';
import { type DeviceInput, deviceInput } from '../../../machines/vocabulary/device-input.ts';
import { FEATURES_OK } from '../../../machines/vocabulary/device-status.ts';
import type { FeatureWord } from '../../../machines/vocabulary/feature-bits.ts';
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { flatKey } from '../../../src/numbering/interner.ts';
import { compileMachine } from '../../../src/statechart/compile-machine.ts';
import type { DriverPart, Flat, PartEvent } from '../../../src/statechart/part.ts';

/** The input of a scenario; a field's value may be replaced. */
export function inputFor(
  scenario: Partial<Scenario>,
  fields: Readonly<Record<string, number>> = {},
): DeviceInput {
  const device = scenario.device ?? 'net';
  const found = DEVICE_CLASSES.find((each) => each.name === device);
  if (found === undefined) throw new RangeError(`no class ${device}`);
  const deviceClass = {
    ...found,
    // Only what is asked for: real devices offer some bits whatever their options are.
    alwaysOffered: [],
    fields: found.fields.map((field) => ({ ...field, value: fields[field.name] ?? field.value })),
  };
  return deviceInput(
    {
      semantics: 'spec-1.4',
      patches: [],
      transport: 'pci',
      flavour: 'transitional',
      device,
      backend: 'none',
      driver: 'modern',
      byteOrder: 'little',
      features: ['MTU', 'CTRL_VQ', 'MQ', 'ACCESS_PLATFORM'],
      ...scenario,
    },
    deviceClass,
  );
}

export interface Answer {
  readonly value: number;
  readonly bytes: string;
  readonly rejected: boolean;
}

export interface Habit {
  readonly offer: FeatureWord;
  /** Multi-byte configuration fields come big-endian. */
  readonly bigEndian?: boolean;
  /** FEATURES_OK is refused this many times. */
  readonly refusals?: number;
  /** After a reset the status reads non-zero this many times. */
  readonly slowResets?: number;
  readonly rejectsRevision?: boolean;
}

/** What happens on channel I/O and on the registers that drivers use; everything else is ignored. */
export function responder(input: DeviceInput, habit: Habit): (operation: Operation) => Answer {
  let status = 0;
  let select = 0;
  let refusals = habit.refusals ?? 0;
  let slow = 0;
  const silent: Answer = { value: -1, bytes: '', rejected: false };
  const sees = (value: number): Answer => ({ ...silent, value });
  const word = (half: number): number => (half === 0 ? habit.offer.low : habit.offer.high);
  const setStatus = (value: number): Answer => {
    const refused = (value & ~status & FEATURES_OK) !== 0 && refusals-- > 0;
    if (!refused) status = value;
    if (value === 0) slow = habit.slowResets ?? 0;
    return { ...silent, rejected: refused && input.transport === 'ccw' };
  };
  const config = (offset: number, size: number): Answer => ({
    ...silent,
    bytes: configBytes(input.deviceClass, offset, size, { bigEndian: habit.bigEndian ?? false }),
  });
  const readStatus = (): Answer => sees(status === 0 && slow-- > 0 ? 0x80 : status);

  return (operation) => {
    switch (operation.kind) {
      case 'write':
        if (operation.register === 'deviceFeatureSelect') select = operation.value;
        return operation.register === 'deviceStatus' ? setStatus(operation.value) : silent;
      case 'read':
        if (operation.register === 'deviceStatus') return readStatus();
        if (operation.register === 'deviceFeature')
          return sees(word(operation.interface === 'legacy' ? 0 : select));
        return operation.register === 'config' ? config(operation.offset ?? 0, operation.size ?? 1) : silent;
      case 'ccw':
        if (operation.command === 'SET_VIRTIO_REV')
          return { ...silent, rejected: habit.rejectsRevision ?? false };
        if (operation.command === 'WRITE_STATUS') return setStatus(operation.value ?? 0);
        if (operation.command === 'VDEV_RESET') return setStatus(0);
        if (operation.command === 'READ_STATUS') return readStatus();
        if (operation.command === 'READ_FEAT') return sees(word(operation.index ?? 0));
        return operation.command === 'READ_CONF'
          ? config(operation.offset ?? 0, operation.size ?? 1)
          : silent;
      default:
        return silent;
    }
  };
}

export interface Played {
  readonly operations: readonly Operation[];
  readonly answers: readonly Answer[];
  /** The driver's view before each operation, and at the end. */
  readonly views: readonly DriverView[];
}

export interface PlayOptions {
  /** Which choice to take; the usual one unless a test says otherwise. */
  readonly pick?: (choices: readonly Operation[], step: number) => number;
  readonly steps?: number;
  /** Stop before the first operation in one of these states. */
  readonly until?: readonly string[];
  /** The steps before which the host resets the system. */
  readonly systemResets?: readonly number[];
  /** Called after every event with the state that came of it. */
  readonly watch?: (event: PartEvent, value: string, context: Flat) => void;
}

/** Lets a driver run until it has nothing to do, or reaches the end. */
export function play(
  part: DriverPart,
  device: (operation: Operation) => Answer,
  options: PlayOptions = {},
): Played {
  const machine = compileMachine(part.machine);
  let state = machine.initial.state;
  const operations: Operation[] = [];
  const answers: Answer[] = [];
  const views: DriverView[] = [];
  const value = (): string => machine.values[state.leaf] ?? '';
  const look = () => views.push(part.view(state.context, value()) as unknown as DriverView);
  const send = (event: PartEvent): boolean => {
    const next = machine.step(state, event);
    state = next.state;
    options.watch?.(event, value(), state.context);
    return next.taken;
  };
  for (let step = 0; step < (options.steps ?? 100); step++) {
    if (options.systemResets?.includes(step) === true) send({ type: 'host.systemReset' });
    if (options.until?.includes(value()) === true) break;
    const choices = part.choices(state.context, value());
    const operation = choices[(options.pick?.(choices, step) ?? 0) % Math.max(1, choices.length)];
    if (operation === undefined) break;
    look();
    const answer = device(operation);
    operations.push(operation);
    answers.push(answer);
    if (!send({ type: 'done', operation: flatKey(operation), ...answer })) {
      throw new Error(`${value()} took no notice of ${flatKey(operation)}`);
    }
  }
  look();
  return { operations, answers, views };
}

/** An operation in one line: `deviceStatus = 0x1`, `config 10/2 ?`, `WRITE_FEAT 0 0x8`, `kick 0`. */
export function brief(operation: Operation): string {
  const hex = (value: number): string => `0x${value.toString(16)}`;
  switch (operation.kind) {
    case 'write':
      return `${operation.register} = ${hex(operation.value)}`;
    case 'read':
      return operation.register === 'config'
        ? `config ${operation.offset}/${operation.size} ?`
        : `${operation.register} ?`;
    case 'ccw': {
      const { command, index, value, offset, size } = operation;
      const place = offset === undefined ? [] : [`${offset}/${size}`];
      return [
        command,
        ...(index === undefined ? [] : [String(index)]),
        ...(value === undefined ? [] : [hex(value)]),
        ...place,
      ].join(' ');
    }
    case 'notify':
      return `kick ${operation.queue}`;
    default:
      return operation.kind;
  }
}
