/** A real QEMU process as a target: operations through qtest, host events and inner state through QMP. */

import { type FeatureWord, hasBit, VIRTIO_NET_F_STANDBY } from '../../../machines/vocabulary/feature-bits.ts';
import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { InnerState } from '../../trace/trace.ts';
import { type Target, TargetError } from '../target.ts';
import { acceleratorOf } from './accelerator.ts';
import { type Access, qtestLines, valuesFromReplies } from './access.ts';
import { type Board, boardFor } from './board.ts';
import { openCcw } from './ccw/ccw-target.ts';
import { machineArguments } from './command-line.ts';
import { DEVICE_ID, deviceType } from './device-options.ts';
import { decodeHostFeatures, decodeVirtioStatus, findVirtioDevice } from './inner-state.ts';
import { parseVirtioStatus, statusCommand } from './inner-state-text.ts';
import { loadMachine, saveMachine } from './migration.ts';
import { IDLE_COMMAND, type Play, playOf, setUp } from './play.ts';
import { type QemuProcess, startQemu } from './process.ts';
import type { Json } from './qmp-client.ts';
import {
  ISR_CONFIG,
  observationOf,
  readGeneration,
  readOffer,
  takeInterruptStatus,
  wipeLeftovers,
} from './registers.ts';
import { type BatchedPlay, roundsOf } from './rounds.ts';
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

/**
 * Starts QEMU with the scenario's device, at power-on.
 * @throws TargetError when no machine plays the scenario, or when QEMU is missing, refuses or hangs.
 */
export async function openQemu(scenario: Scenario, options: QemuOptions = {}): Promise<QemuTarget> {
  if (scenario.transport === 'ccw') return openCcw(scenario, options);
  const target = new LiveQemu(scenario, options);
  try {
    await target.start();
  } catch (error) {
    await target.close();
    throw error;
  }
  return target;
}

class LiveQemu implements QemuTarget {
  readonly sees = new Set(['read', 'config', 'configInterrupt', 'hostEvent'] as const);
  readonly board: Board;
  readonly #scenario: Scenario;
  readonly #binary: string;
  readonly #timeoutMs: number;
  #process: QemuProcess | undefined;
  #devicePath: string | undefined;
  #offered: FeatureWord = { low: 0, high: 0 };
  #closed = false;
  /** Set by operations whose traces `#wipe` cannot remove. */
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
    return `QEMU ${this.#live().qmp.version}, ${this.board.name}, ${deviceType(this.#scenario)}`;
  }

  get pid(): number {
    return this.#live().pid;
  }

  async start(): Promise<void> {
    await this.#replaceProcess(await this.#spawn());
    await this.#play(setUp(this.board));
    const [low, high] = (await this.#play(readOffer(this.board, this.#scenario))).toReversed();
    this.#offered = { low: low ?? 0, high: high ?? 0 };
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
    if (!this.#needsFreshProcess && this.#process?.isAlive() && (await this.#wipe())) return;
    await this.#replaceProcess(await this.#spawn());
    await this.#play(setUp(this.board));
    this.#needsFreshProcess = false;
  }

  async apply(operation: Operation): Promise<readonly Observation[]> {
    return this.#applyPlay(playOf(operation, this.board, this.#scenario));
  }

  /** Register accesses go out in rounds, each in one write to the socket; everything else ends a round. */
  async applyAll(operations: readonly Operation[]): Promise<readonly (readonly Observation[])[]> {
    const plays = operations.map((operation) => playOf(operation, this.board, this.#scenario));
    const all: (readonly Observation[])[] = [];
    let start = 0;
    for (let at = 0; at <= plays.length; at++) {
      const play = plays[at];
      if (play !== undefined && this.#isBatchable(play)) continue;
      all.push(...(await this.#applyBatch(plays.slice(start, at))));
      if (play !== undefined) all.push(await this.#applyPlay(play));
      start = at + 1;
    }
    return all;
  }

  refuses(operation: Operation): string | undefined {
    try {
      playOf(operation, this.board, this.#scenario);
      return undefined;
    } catch (error) {
      if (error instanceof TargetError) return error.message;
      throw error;
    }
  }

  async #applyPlay(play: Play): Promise<readonly Observation[]> {
    switch (play.kind) {
      case 'read': {
        const [value] = await this.#play([play.access]);
        return [observationOf(play.operation, play.access, value ?? 0)];
      }
      case 'accesses':
        if (!play.settles) return this.#withEffects(play.accesses);
        await this.#play(play.accesses);
        await this.#live().qtest.send([IDLE_COMMAND]);
        return this.#withEffects([]);
      case 'systemReset':
        await this.#systemReset();
        return this.#withEffects([]);
      case 'link':
        this.#needsFreshProcess = true;
        this.#linkChanged = true;
        await this.#live().qmp.execute('set_link', { name: DEVICE_ID, up: play.up });
        return this.#withEffects([]);
      case 'migrate':
        await this.#migrate();
        return this.#withEffects([]);
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
    await this.#process?.close();
  }

  /** Plays accesses and reports what they made visible without a read. */
  async #withEffects(accesses: readonly Access[]): Promise<readonly Observation[]> {
    const isr = takeInterruptStatus(this.board, this.#scenario);
    const values = await this.#play([...accesses, ...isr]);
    const status = values.at(-1) ?? 0;
    const observations: Observation[] = (status & ISR_CONFIG) === 0 ? [] : [{ kind: 'configInterrupt' }];
    if (!this.#watchesFailover) return observations;
    const { qmp } = this.#live();
    await qmp.execute('query-name');
    const negotiated = qmp.takeEvents().filter((name) => name === FAILOVER_NEGOTIATED);
    return [...negotiated.map((name) => ({ kind: 'hostEvent', name }) as const), ...observations];
  }

  /** Only a device with STANDBY sends this event, so the others are spared the question whether it came. */
  get #watchesFailover(): boolean {
    return hasBit(this.#offered, VIRTIO_NET_F_STANDBY);
  }

  #isBatchable(play: Play): play is BatchedPlay {
    return play.kind === 'read' || (play.kind === 'accesses' && !this.#watchesFailover);
  }

  async #applyBatch(plays: readonly Play[]): Promise<readonly (readonly Observation[])[]> {
    const batch = plays.filter((play) => this.#isBatchable(play));
    const seen: Observation[][] = batch.map(() => []);
    for (const { accesses, meanings, settles } of roundsOf(
      batch,
      takeInterruptStatus(this.board, this.#scenario),
    )) {
      const values = await this.#play(accesses);
      for (const [at, { step, interpret }] of meanings.entries()) {
        const observation = interpret(values[at] ?? 0);
        if (observation !== undefined) seen[step]?.push(observation);
      }
      if (settles) await this.#live().qtest.send([IDLE_COMMAND]);
    }
    return seen;
  }

  async #systemReset(): Promise<void> {
    const { qmp } = this.#live();
    qmp.takeEvents();
    await qmp.execute('system_reset');
    await qmp.waitForEvent('RESET');
    await this.#play(setUp(this.board));
  }

  async #migrate(): Promise<void> {
    const isFresh = this.#migration === 'process' || this.#migrations++ % FRESH_PROCESS_EVERY === 0;
    // A wipe would leave what these leave, and drop the event that these wait for.
    if (isFresh || this.#linkChanged || this.#watchesFailover || (await this.#generation()) !== 0)
      return this.#migrateToProcess();
    const source = this.#live();
    if (this.#snapshots?.process !== source)
      this.#snapshots = await SnapshotStore.open(source, this.#timeoutMs);
    await this.#snapshots.save();
    if (!(await this.#wipe()))
      throw new TargetError('QEMU', 'a migration through a snapshot found the device not wiped in between');
    await this.#snapshots.load();
  }

  async #migrateToProcess(): Promise<void> {
    this.#needsFreshProcess = true;
    const source = this.#live();
    const file = `${source.directory}/machine`;
    await saveMachine(source, file, this.#timeoutMs);
    const destination = await this.#spawn(['-incoming', 'defer']);
    try {
      await loadMachine(destination, file, this.#timeoutMs);
    } catch (error) {
      await destination.close();
      throw error;
    }
    await this.#replaceProcess(destination);
  }

  /** True if the device is as after power-on again. */
  async #wipe(): Promise<boolean> {
    try {
      await this.#play(wipeLeftovers(this.board, this.#scenario));
      await this.#systemReset();
      return (await this.#generation()) === 0;
    } catch (error) {
      if (error instanceof TargetError && !this.#process?.isAlive()) return false;
      throw error;
    }
  }

  /** The configuration generation, which nothing but a new process takes back; 0 where it is not shown. */
  async #generation(): Promise<number> {
    const [generation] = await this.#play(readGeneration(this.board, this.#scenario));
    return generation ?? 0;
  }

  /** Plays accesses in one batch; returns the values of those that read. */
  async #play(accesses: readonly Access[]): Promise<readonly number[]> {
    const { byteOrder } = this.board;
    const lines = accesses.flatMap((access) => qtestLines(access, byteOrder));
    return valuesFromReplies(accesses, await this.#live().qtest.send(lines), byteOrder);
  }

  /**
   * The answer to x-query-virtio-status, by way of the monitor where there is one; undefined on a QEMU before
   * 7.2, which has no such command.
   */
  async #queryStatus(): Promise<Json | undefined> {
    const { qmp, monitor } = this.#live();
    this.#devicePath ??= await findVirtioDevice(qmp);
    if (this.#devicePath === undefined) return undefined;
    return monitor === undefined
      ? qmp.execute('x-query-virtio-status', { path: this.#devicePath })
      : parseVirtioStatus(await monitor.execute(statusCommand(this.#devicePath)));
  }

  async #spawn(more: readonly string[] = []): Promise<QemuProcess> {
    const accelerator = await acceleratorOf(this.#binary, this.#timeoutMs);
    return startQemu({
      binary: this.#binary,
      arguments: [...machineArguments(this.board, this.#scenario, accelerator), ...more],
      timeoutMs: this.#timeoutMs,
      monitor: accelerator === 'tcg',
    });
  }

  async #replaceProcess(by: QemuProcess): Promise<void> {
    if (this.#closed) {
      await by.close();
      throw new TargetError('QEMU', 'the target was closed while it was starting QEMU');
    }
    const old = this.#process;
    this.#process = by;
    this.#linkChanged = false;
    await old?.close();
  }

  #live(): QemuProcess {
    if (this.#process === undefined) throw new TargetError('QEMU', 'QEMU is not running');
    return this.#process;
  }
}
