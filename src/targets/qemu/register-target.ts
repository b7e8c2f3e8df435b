/** A QEMU process whose device has registers: operations through qtest, host events and inner state through QMP. */

import type { FeatureWord } from '../../../machines/vocabulary/feature-bits.ts';
import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { TargetError } from '../target.ts';
import { acceleratorOf } from './accelerator.ts';
import { type Access, qtestLines, valuesFromReplies } from './access.ts';
import { machineArguments } from './command-line.ts';
import { LiveTarget, type QemuOptions, type QemuTarget, started } from './live-target.ts';
import { IDLE_COMMAND, type Play, playOf, setUp } from './play.ts';
import { type QemuProcess, startQemu } from './process.ts';
import {
  ISR_CONFIG,
  observationOf,
  readGeneration,
  readOffer,
  takeInterruptStatus,
  wipeLeftovers,
} from './registers.ts';
import { type BatchedPlay, roundsOf } from './rounds.ts';
import type { SnapshotStore } from './snapshot.ts';

/**
 * Starts QEMU with the scenario's device on PCI or MMIO, at power-on.
 * @throws TargetError when no machine plays the scenario, or when QEMU is missing, refuses or hangs.
 */
export const openRegisters = async (scenario: Scenario, options: QemuOptions = {}): Promise<QemuTarget> =>
  started(new RegisterTarget(scenario, options));

class RegisterTarget extends LiveTarget {
  readonly sees = new Set(['read', 'config', 'configInterrupt', 'hostEvent'] as const);

  override async apply(operation: Operation): Promise<readonly Observation[]> {
    return this.#applyPlay(playOf(operation, this.board, this.scenario));
  }

  /** Register accesses go out in rounds, each in one write to the socket; everything else ends a round. */
  async applyAll(operations: readonly Operation[]): Promise<readonly (readonly Observation[])[]> {
    const plays = operations.map((operation) => playOf(operation, this.board, this.scenario));
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
      playOf(operation, this.board, this.scenario);
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
        await this.process.qtest.send([IDLE_COMMAND]);
        return this.#withEffects([]);
      case 'systemReset':
        await this.#systemReset();
        return this.#withEffects([]);
      case 'link':
        await this.setLink(play.up);
        return this.#withEffects([]);
      case 'migrate':
        await this.migrate();
        return this.#withEffects([]);
    }
  }

  /** Plays accesses and reports what they made visible without a read. */
  async #withEffects(accesses: readonly Access[]): Promise<readonly Observation[]> {
    const isr = takeInterruptStatus(this.board, this.scenario);
    const values = await this.#play([...accesses, ...isr]);
    const status = values.at(-1) ?? 0;
    const observations: Observation[] = (status & ISR_CONFIG) === 0 ? [] : [{ kind: 'configInterrupt' }];
    return [...(await this.takeFailovers()), ...observations];
  }

  #isBatchable(play: Play): play is BatchedPlay {
    return play.kind === 'read' || (play.kind === 'accesses' && !this.watchesFailover);
  }

  async #applyBatch(plays: readonly Play[]): Promise<readonly (readonly Observation[])[]> {
    const batch = plays.filter((play) => this.#isBatchable(play));
    const seen: Observation[][] = batch.map(() => []);
    for (const { accesses, meanings, settles } of roundsOf(
      batch,
      takeInterruptStatus(this.board, this.scenario),
    )) {
      const values = await this.#play(accesses);
      for (const [at, { step, interpret }] of meanings.entries()) {
        const observation = interpret(values[at] ?? 0);
        if (observation !== undefined) seen[step]?.push(observation);
      }
      if (settles) await this.process.qtest.send([IDLE_COMMAND]);
    }
    return seen;
  }

  async #systemReset(): Promise<void> {
    const { qmp } = this.process;
    qmp.takeEvents();
    await qmp.execute('system_reset');
    await qmp.waitForEvent('RESET');
    await this.#play(setUp(this.board));
  }

  protected override async migrateThrough(snapshots: SnapshotStore): Promise<void> {
    await snapshots.save();
    if (!(await this.wipe()))
      throw new TargetError('QEMU', 'a migration through a snapshot found the device not wiped in between');
    await snapshots.load();
  }

  /** A wipe does not take the generation back. */
  protected override async mayUseSnapshot(): Promise<boolean> {
    return (await this.#generation()) === 0;
  }

  protected override async wipe(): Promise<boolean> {
    try {
      await this.#play(wipeLeftovers(this.board, this.scenario));
      await this.#systemReset();
      return (await this.#generation()) === 0;
    } catch (error) {
      if (error instanceof TargetError && !this.isAlive) return false;
      throw error;
    }
  }

  protected override async setUp(): Promise<void> {
    await this.#play(setUp(this.board));
  }

  protected override async readOffered(): Promise<FeatureWord> {
    const [low, high] = (await this.#play(readOffer(this.board, this.scenario))).toReversed();
    return { low: low ?? 0, high: high ?? 0 };
  }

  /** The qtest socket is the process's own. */
  protected override async attach(): Promise<void> {}

  protected override async spawn(more: readonly string[] = []): Promise<QemuProcess> {
    const accelerator = await acceleratorOf(this.binary, this.timeoutMs);
    return startQemu({
      binary: this.binary,
      arguments: [...machineArguments(this.board, this.scenario, accelerator, this.offerFrom), ...more],
      timeoutMs: this.timeoutMs,
      monitor: accelerator === 'tcg',
    });
  }

  /** The configuration generation, which nothing but a new process takes back; 0 where it is not shown. */
  async #generation(): Promise<number> {
    const [generation] = await this.#play(readGeneration(this.board, this.scenario));
    return generation ?? 0;
  }

  /** Plays accesses in one batch; returns the values of those that read. */
  async #play(accesses: readonly Access[]): Promise<readonly number[]> {
    const { byteOrder } = this.board;
    const lines = accesses.flatMap((access) => qtestLines(access, byteOrder));
    return valuesFromReplies(accesses, await this.process.qtest.send(lines), byteOrder);
  }
}
