/**
 * What every target that is a QEMU process has: the process and its replacements, migration, the link, and the inner
 * state that QMP shows. How an operation reaches the device is what the transports' own targets add.
 */

import { type FeatureWord, hasBit, VIRTIO_NET_F_STANDBY } from '../../../machines/vocabulary/feature-bits.ts';
import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { InnerState } from '../../trace/trace.ts';
import { type Target, TargetError } from '../target.ts';
import { type Board, boardFor } from './board.ts';
import { DEVICE_ID, deviceType, type OfferFrom } from './device-options.ts';
import { decodeHostFeatures, decodeVirtioStatus, findVirtioDevice } from './inner-state.ts';
import { parseVirtioStatus, statusCommand } from './inner-state-text.ts';
import { loadMachine, saveMachine } from './migration.ts';
import type { QemuProcess } from './process.ts';
import type { Json } from './qmp-client.ts';
import { FRESH_PROCESS_EVERY, SnapshotStore } from './snapshot.ts';

export interface QemuOptions {
  /** Path or name of the binary, in place of the board's own. */
  readonly binary?: string;
  /** For the start and for each single request. @defaultValue 10 000 */
  readonly timeoutMs?: number;
  /**
   * `process`: a migration ends in a fresh process, as a real one does. `mixed`: every 25th does; the others
   * go through a snapshot, several times as fast. @defaultValue process
   */
  readonly migration?: 'process' | 'mixed';
  /** Who decides the offer. @defaultValue scenario */
  readonly offerFrom?: OfferFrom;
  /** The machine to start, a version of the board's own: `pc-q35-6.1`. @defaultValue the board's */
  readonly machine?: string;
}

export interface QemuTarget extends Target {
  readonly board: Board;
  /** The process that plays at the moment; a reset or a migration may replace it. */
  readonly pid: number;
  /** The features that the device offers a driver of its newest interface, read from its registers. */
  offered(): Promise<FeatureWord>;
  /** The core's offered features (`host_features`), among them the ones hidden from modern drivers. */
  hostFeatures(): Promise<FeatureWord>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const FAILOVER_NEGOTIATED = 'FAILOVER_NEGOTIATED';

export abstract class LiveTarget implements QemuTarget {
  abstract readonly sees: ReadonlySet<Observation['kind']>;
  readonly board: Board;
  protected readonly scenario: Scenario;
  protected readonly binary: string;
  protected readonly timeoutMs: number;
  protected readonly offerFrom: OfferFrom;
  /** Set by operations whose traces `wipe` cannot remove. */
  protected needsFreshProcess = false;
  readonly #migration: 'process' | 'mixed';
  #process: QemuProcess | undefined;
  #devicePath: string | undefined;
  #offered: FeatureWord = { low: 0, high: 0 };
  #closed = false;
  /** In the process at hand. */
  #linkChanged = false;
  #migrations = 0;
  #snapshots: SnapshotStore | undefined;

  constructor(
    scenario: Scenario,
    {
      binary,
      timeoutMs = DEFAULT_TIMEOUT_MS,
      migration = 'process',
      offerFrom = 'scenario',
      machine,
    }: QemuOptions,
  ) {
    this.#migration = migration;
    this.offerFrom = offerFrom;
    const board = boardFor(scenario, binary);
    this.board = machine === undefined ? board : { ...board, machine };
    this.scenario = scenario;
    this.binary = binary ?? this.board.binary;
    this.timeoutMs = timeoutMs;
  }

  abstract apply(operation: Operation): Promise<readonly Observation[]>;

  /** Starts a process with the scenario's device; `more` are arguments after the usual ones. */
  protected abstract spawn(more?: readonly string[]): Promise<QemuProcess>;

  /** A process is to play: whatever is needed to speak to its device. `migrated` if it goes on where the old one was. */
  protected abstract attach(process: QemuProcess, migrated: boolean): Promise<void>;

  /** Makes a fresh process's device ready for the first operation. */
  protected abstract setUp(): Promise<void>;

  /** Reads what the device offers, and leaves it as after power-on. */
  protected abstract readOffered(): Promise<FeatureWord>;

  /** True if the device is as after power-on again; false if its process is of no use any more. */
  protected abstract wipe(): Promise<boolean>;

  /** False where a wipe in between would not leave the device as a fresh process has it. */
  protected abstract mayUseSnapshot(): Promise<boolean>;

  /** Saves the machine, wipes it, and loads it again. */
  protected abstract migrateThrough(snapshots: SnapshotStore): Promise<void>;

  get name(): string {
    return `QEMU ${this.process.qmp.version}, ${this.board.name}, ${deviceType(this.scenario)}`;
  }

  get pid(): number {
    return this.process.pid;
  }

  async start(): Promise<void> {
    await this.#replaceProcess(await this.spawn(), false);
    await this.setUp();
    this.#offered = await this.readOffered();
  }

  /**
   * A fresh process would do, at 30 to 90 ms. Wiping a used one takes a few ms and leaves it as if fresh,
   * but for a link that went down, the configuration generation (which nothing resets), and whatever a
   * migration brought: after those the process is replaced. A process that died is replaced too.
   *
   * One thing stays that no trace can see: virtio-net's `tx_waiting` is set by a kick while the CPU is
   * stopped, and only a running machine would ever look at it.
   */
  async reset(): Promise<void> {
    if (this.#closed) throw new TargetError('QEMU', 'the target is closed; open a new one');
    if (!this.needsFreshProcess && this.isAlive && (await this.wipe())) return;
    await this.#replaceProcess(await this.spawn(), false);
    await this.setUp();
    this.needsFreshProcess = false;
  }

  async observe(): Promise<InnerState> {
    const status = await this.#queryStatus();
    return status === undefined ? {} : decodeVirtioStatus(status, this.scenario.device);
  }

  async offered(): Promise<FeatureWord> {
    return this.#offered;
  }

  async hostFeatures(): Promise<FeatureWord> {
    const status = await this.#queryStatus();
    return status === undefined ? this.#offered : decodeHostFeatures(status, this.scenario.device);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#process?.close();
  }

  protected get process(): QemuProcess {
    if (this.#process === undefined) throw new TargetError('QEMU', 'QEMU is not running');
    return this.#process;
  }

  protected get isAlive(): boolean {
    return this.#process?.isAlive() ?? false;
  }

  protected async setLink(up: boolean): Promise<void> {
    this.needsFreshProcess = true;
    this.#linkChanged = true;
    await this.process.qmp.execute('set_link', { name: DEVICE_ID, up });
  }

  /** Only a device with STANDBY sends this event, so the others are spared the question whether it came. */
  protected get watchesFailover(): boolean {
    return hasBit(this.#offered, VIRTIO_NET_F_STANDBY);
  }

  /** The failover events that came since the last look. */
  protected async takeFailovers(): Promise<readonly Observation[]> {
    if (!this.watchesFailover) return [];
    const { qmp } = this.process;
    await qmp.execute('query-name');
    const negotiated = qmp.takeEvents().filter((name) => name === FAILOVER_NEGOTIATED);
    return negotiated.map((name) => ({ kind: 'hostEvent', name }) as const);
  }

  protected async migrate(): Promise<void> {
    const isFresh = this.#migration === 'process' || this.#migrations++ % FRESH_PROCESS_EVERY === 0;
    // A wipe would leave what these leave, and drop the event that these wait for.
    if (isFresh || this.#linkChanged || this.watchesFailover || !(await this.mayUseSnapshot()))
      return this.#migrateToProcess();
    const source = this.process;
    if (this.#snapshots?.process !== source)
      this.#snapshots = await SnapshotStore.open(source, this.timeoutMs);
    await this.migrateThrough(this.#snapshots);
  }

  async #migrateToProcess(): Promise<void> {
    this.needsFreshProcess = true;
    const source = this.process;
    const file = `${source.directory}/machine`;
    await saveMachine(source, file, this.timeoutMs);
    const destination = await this.spawn(['-incoming', 'defer']);
    try {
      await loadMachine(destination, file, this.timeoutMs);
    } catch (error) {
      await destination.close();
      throw error;
    }
    await this.#replaceProcess(destination, true);
  }

  async #replaceProcess(by: QemuProcess, migrated: boolean): Promise<void> {
    try {
      if (this.#closed) throw new TargetError('QEMU', 'the target was closed while it was starting QEMU');
      await this.attach(by, migrated);
    } catch (error) {
      await by.close();
      throw error;
    }
    const old = this.#process;
    this.#process = by;
    this.#linkChanged = false;
    await old?.close();
  }

  /**
   * The answer to x-query-virtio-status, by way of the monitor where there is one; undefined on a QEMU before
   * 7.2, which has no such command.
   */
  async #queryStatus(): Promise<Json | undefined> {
    const { qmp, monitor } = this.process;
    this.#devicePath ??= await findVirtioDevice(qmp);
    if (this.#devicePath === undefined) return undefined;
    return monitor === undefined
      ? qmp.execute('x-query-virtio-status', { path: this.#devicePath })
      : parseVirtioStatus(await monitor.execute(statusCommand(this.#devicePath)));
  }
}

/** Starts a target; one that does not start leaves nothing behind. */
export async function started<T extends LiveTarget>(target: T): Promise<T> {
  try {
    await target.start();
  } catch (error) {
    await target.close();
    throw error;
  }
  return target;
}
