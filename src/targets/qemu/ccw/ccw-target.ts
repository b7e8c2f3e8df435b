/** virtio-ccw on a real QEMU: operations through the guest program, host events and inner state through QMP. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type FeatureWord,
  hasBit,
  VIRTIO_NET_F_STANDBY,
} from '../../../../machines/vocabulary/feature-bits.ts';
import type { HostEvent, Observation, Operation } from '../../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../../machines/vocabulary/scenario.ts';
import { formatOperation } from '../../../trace/operation-text.ts';
import type { InnerState } from '../../../trace/trace.ts';
import { TargetError } from '../../target.ts';
import { type Board, boardFor } from '../board.ts';
import { DEVICE_ID, deviceArguments, deviceType } from '../device-options.ts';
import { decodeHostFeatures, decodeVirtioStatus, findVirtioDevice } from '../inner-state.ts';
import { loadMachine, saveMachine } from '../migration.ts';
import { type QemuProcess, startQemu } from '../process.ts';
import type { QemuOptions, QemuTarget } from '../qemu-target.ts';
import type { Json } from '../qmp-client.ts';
import { FRESH_PROCESS_EVERY, SnapshotStore } from '../snapshot.ts';
import { CcwDriver } from './ccw-driver.ts';
import { configEnd } from './channel-program.ts';
import { guestImage } from './guest-program.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const FAILOVER_NEGOTIATED = 'FAILOVER_NEGOTIATED';

/** A channel-I/O device of a QEMU process. */
export type CcwTarget = QemuTarget;

/**
 * Starts QEMU with the scenario's device, at power-on with its subchannel enabled.
 * @throws TargetError when no such device exists, or when QEMU is missing, refuses or hangs.
 */
export async function openCcw(scenario: Scenario, options: QemuOptions = {}): Promise<CcwTarget> {
  const target = new LiveCcw(scenario, options);
  try {
    await target.start();
  } catch (error) {
    await target.close();
    throw error;
  }
  return target;
}

/** The machine runs, unlike the other boards': its guest is ours. */
function ccwArguments(board: Board, scenario: Scenario, directory: string): readonly string[] {
  const kernel = join(directory, 'guest');
  writeFileSync(kernel, guestImage());
  return [
    ...['-M', board.machine, '-m', String(board.memoryMegabytes), '-accel', 'tcg', '-kernel', kernel],
    ...['-nodefaults', '-display', 'none', '-monitor', 'none', '-serial', 'none'],
    ...deviceArguments(scenario, board.attachment),
    ...['-qtest-log', 'none'],
  ];
}

class LiveCcw implements CcwTarget {
  readonly sees = new Set(['read', 'config', 'commandReject', 'hostEvent'] as const);
  readonly board: Board;
  readonly #scenario: Scenario;
  readonly #binary: string;
  readonly #timeoutMs: number;
  #driver: CcwDriver | undefined;
  #devicePath: string | undefined;
  #offered: FeatureWord = { low: 0, high: 0 };
  #closed = false;
  /** Set by what a system reset does not undo, and by a guest that did not do as asked. */
  #needsFreshProcess = false;
  /** In the process at hand. */
  #linkChanged = false;
  readonly #migration: 'process' | 'mixed';
  #migrations = 0;
  #snapshots: SnapshotStore | undefined;

  constructor(
    scenario: Scenario,
    { binary, timeoutMs = DEFAULT_TIMEOUT_MS, migration = 'process' }: QemuOptions,
  ) {
    this.#migration = migration;
    this.board = boardFor(scenario, binary);
    this.#scenario = scenario;
    this.#binary = binary ?? this.board.binary;
    this.#timeoutMs = timeoutMs;
  }

  get name(): string {
    return `QEMU ${this.#live().process.qmp.version}, ${this.board.name}, ${deviceType(this.#scenario)}`;
  }

  get pid(): number {
    return this.#live().process.pid;
  }

  async start(): Promise<void> {
    await this.#replaceProcess(await this.#spawn());
    await this.#live().command({ kind: 'ccw', command: 'SET_VIRTIO_REV', value: 1 });
    this.#offered = { low: await this.#readFeatures(0), high: await this.#readFeatures(1) };
    await this.#live().systemReset();
  }

  /**
   * A system reset, after which the guest enables the subchannel again. A link that went down and a migrated
   * machine take a new process, and so does one that died or no longer answers.
   */
  async reset(): Promise<void> {
    if (this.#closed) throw new TargetError('QEMU', 'the target is closed; open a new one');
    if (!this.#needsFreshProcess && this.#driver?.process.isAlive() && (await this.#resetMachine())) return;
    await this.#replaceProcess(await this.#spawn());
    this.#needsFreshProcess = false;
  }

  async apply(operation: Operation): Promise<readonly Observation[]> {
    const because = this.#whyUnplayable(operation);
    if (because !== undefined) throw this.#unplayable(operation, because);
    switch (operation.kind) {
      case 'ccw':
        return this.#withHostEvents(await this.#asked((driver) => driver.command(operation)));
      case 'subchannel':
        await this.#asked((driver) => driver.enableSubchannel(operation.event === 'enable'));
        return [];
      case 'notify':
        await this.#asked((driver) => driver.notify(operation.queue));
        return [];
      case 'host':
        await this.#hostEvent(operation.event);
        return this.#withHostEvents([]);
      default:
        return [];
    }
  }

  refuses(operation: Operation): string | undefined {
    const because = this.#whyUnplayable(operation);
    if (because !== undefined) return this.#unplayable(operation, because).message;
    if (operation.kind !== 'ccw' || !operation.command.endsWith('CONF')) return undefined;
    try {
      configEnd(operation, 0);
      return undefined;
    } catch (error) {
      if (error instanceof TargetError) return error.message;
      throw error;
    }
  }

  #whyUnplayable(operation: Operation): string | undefined {
    if (operation.kind === 'ccw' || operation.kind === 'subchannel' || operation.kind === 'notify')
      return undefined;
    if (operation.kind !== 'host') return 'a channel-I/O device has commands in place of registers';
    switch (operation.event) {
      case 'systemReset':
      case 'migrate':
        return undefined;
      case 'linkDown':
      case 'linkUp':
        return this.#scenario.device === 'net' ? undefined : `${deviceType(this.#scenario)} has no link`;
      case 'pause':
      case 'resume':
        return 'a paused machine has no CPU to drive the device with';
      case 'functionLevelReset':
        return 'only PCI has one';
    }
  }

  async observe(): Promise<InnerState> {
    const status = await this.#queryStatus();
    return status === undefined ? {} : decodeVirtioStatus(status, this.#scenario.device);
  }

  async offered(): Promise<FeatureWord> {
    return this.#offered;
  }

  async hostFeatures(): Promise<FeatureWord> {
    const status = await this.#queryStatus();
    return status === undefined ? this.#offered : decodeHostFeatures(status, this.#scenario.device);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#driver?.process.close();
  }

  /** Those that `#whyUnplayable` names do not come here. */
  async #hostEvent(event: HostEvent): Promise<void> {
    switch (event) {
      case 'systemReset':
        return this.#asked((driver) => driver.systemReset());
      case 'migrate':
        return this.#migrate();
      case 'linkDown':
      case 'linkUp':
        this.#needsFreshProcess = true;
        this.#linkChanged = true;
        await this.#live().process.qmp.execute('set_link', { name: DEVICE_ID, up: event === 'linkUp' });
    }
  }

  /** True if the machine is as after power-on again; false if its process is of no use any more. */
  async #resetMachine(): Promise<boolean> {
    try {
      await this.#asked((driver) => driver.systemReset());
      return true;
    } catch (error) {
      if (error instanceof TargetError && !this.#driver?.process.isAlive()) return false;
      throw error;
    }
  }

  async #migrate(): Promise<void> {
    const isFresh = this.#migration === 'process' || this.#migrations++ % FRESH_PROCESS_EVERY === 0;
    if (isFresh || this.#linkChanged || this.#watchesFailover) return this.#migrateToProcess();
    const driver = this.#live();
    const { revision, process } = driver;
    if (this.#snapshots?.process !== process)
      this.#snapshots = await SnapshotStore.open(process, this.#timeoutMs);
    await this.#snapshots.save();
    await this.#asked(() => driver.systemReset());
    await this.#snapshots.load();
    // The guest goes on where it was, so its driver does too.
    await this.#asked(() => driver.attach());
    driver.revision = revision;
  }

  async #migrateToProcess(): Promise<void> {
    this.#needsFreshProcess = true;
    const { process: source, revision } = this.#live();
    const file = join(source.directory, 'machine');
    await saveMachine(source, file, this.#timeoutMs);
    const destination = await this.#spawn(['-incoming', 'defer']);
    try {
      await loadMachine(destination, file, this.#timeoutMs);
      await this.#replaceProcess(destination, revision);
    } catch (error) {
      await destination.close();
      throw error;
    }
  }

  async #readFeatures(index: number): Promise<number> {
    const [seen] = await this.#live().command({ kind: 'ccw', command: 'READ_FEAT', index });
    return seen?.kind === 'read' ? seen.value : 0;
  }

  /** Only a device with STANDBY sends this event, so the others are spared the question whether it came. */
  get #watchesFailover(): boolean {
    return hasBit(this.#offered, VIRTIO_NET_F_STANDBY);
  }

  async #withHostEvents(observations: readonly Observation[]): Promise<readonly Observation[]> {
    if (!this.#watchesFailover) return observations;
    const { qmp } = this.#live().process;
    await qmp.execute('query-name');
    const negotiated = qmp.takeEvents().filter((name) => name === FAILOVER_NEGOTIATED);
    return [...negotiated.map((name) => ({ kind: 'hostEvent', name }) as const), ...observations];
  }

  /** The answer to x-query-virtio-status; undefined on a QEMU before 7.2, which has no such command. */
  async #queryStatus(): Promise<Json | undefined> {
    const { qmp } = this.#live().process;
    this.#devicePath ??= await findVirtioDevice(qmp);
    return this.#devicePath === undefined
      ? undefined
      : qmp.execute('x-query-virtio-status', { path: this.#devicePath });
  }

  async #asked<T>(request: (driver: CcwDriver) => Promise<T>): Promise<T> {
    try {
      return await request(this.#live());
    } catch (error) {
      this.#needsFreshProcess = true;
      throw error;
    }
  }

  #spawn(more: readonly string[] = []): Promise<QemuProcess> {
    return startQemu({
      binary: this.#binary,
      arguments: (directory) => [...ccwArguments(this.board, this.#scenario, directory), ...more],
      timeoutMs: this.#timeoutMs,
    });
  }

  async #replaceProcess(by: QemuProcess, revision = -1): Promise<void> {
    const driver = new CcwDriver(by, this.#timeoutMs, revision);
    try {
      if (this.#closed) throw new TargetError('QEMU', 'the target was closed while it was starting QEMU');
      await driver.attach();
    } catch (error) {
      await by.close();
      throw error;
    }
    const old = this.#driver?.process;
    this.#driver = driver;
    this.#linkChanged = false;
    await old?.close();
  }

  #unplayable(operation: Operation, because: string): TargetError {
    const what = formatOperation(operation, this.#scenario.device);
    return new TargetError('QEMU', `cannot play “${what}” on ${this.board.name}: ${because}`);
  }

  #live(): CcwDriver {
    if (this.#driver === undefined) throw new TargetError('QEMU', 'QEMU is not running');
    return this.#driver;
  }
}
