/** virtio-ccw on a real QEMU: operations through the guest program, host events and inner state through QMP. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FeatureWord } from '../../../../machines/vocabulary/feature-bits.ts';
import type { HostEvent, Observation, Operation } from '../../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../../machines/vocabulary/scenario.ts';
import { formatOperation } from '../../../trace/operation-text.ts';
import { TargetError } from '../../target.ts';
import type { Board } from '../board.ts';
import { deviceArguments, deviceType, hasLink, type OfferFrom } from '../device-options.ts';
import { LiveTarget, type QemuOptions, type QemuTarget, started } from '../live-target.ts';
import { type QemuProcess, startQemu } from '../process.ts';
import type { SnapshotStore } from '../snapshot.ts';
import { CcwDriver } from './ccw-driver.ts';
import { configEnd } from './channel-program.ts';
import { guestImage } from './guest-program.ts';

/**
 * Starts QEMU with the scenario's device, at power-on with its subchannel enabled.
 * @throws TargetError when no such device exists, or when QEMU is missing, refuses or hangs.
 */
export const openCcw = async (scenario: Scenario, options: QemuOptions = {}): Promise<QemuTarget> =>
  started(new CcwTarget(scenario, options));

/** The machine runs, unlike the other boards': its guest is ours. */
function ccwArguments(
  board: Board,
  scenario: Scenario,
  directory: string,
  offerFrom: OfferFrom,
): readonly string[] {
  const kernel = join(directory, 'guest');
  writeFileSync(kernel, guestImage());
  return [
    ...['-M', board.machine, '-m', String(board.memoryMegabytes), '-accel', 'tcg', '-kernel', kernel],
    ...['-nodefaults', '-display', 'none', '-monitor', 'none', '-serial', 'none'],
    ...deviceArguments(scenario, board.attachment, offerFrom),
    ...['-qtest-log', 'none'],
  ];
}

class CcwTarget extends LiveTarget {
  readonly sees = new Set(['read', 'config', 'commandReject', 'hostEvent'] as const);
  #driver: CcwDriver | undefined;

  override async apply(operation: Operation): Promise<readonly Observation[]> {
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
        return hasLink(this.scenario) ? undefined : `${deviceType(this.scenario)} has no link`;
      case 'pause':
      case 'resume':
        return 'a paused machine has no CPU to drive the device with';
      case 'functionLevelReset':
        return 'only PCI has one';
    }
  }

  /** Those that `#whyUnplayable` names do not come here. */
  async #hostEvent(event: HostEvent): Promise<void> {
    switch (event) {
      case 'systemReset':
        return this.#asked((driver) => driver.systemReset());
      case 'migrate':
        return this.migrate();
      case 'linkDown':
      case 'linkUp':
        return this.setLink(event === 'linkUp');
    }
  }

  protected override async wipe(): Promise<boolean> {
    try {
      await this.#asked((driver) => driver.systemReset());
      return true;
    } catch (error) {
      if (error instanceof TargetError && !this.isAlive) return false;
      throw error;
    }
  }

  /** A system reset leaves nothing that a snapshot would not bring. */
  protected override async mayUseSnapshot(): Promise<boolean> {
    return true;
  }

  protected override async migrateThrough(snapshots: SnapshotStore): Promise<void> {
    const driver = this.#live();
    const { revision } = driver;
    await snapshots.save();
    await this.#asked(() => driver.systemReset());
    await snapshots.load();
    // The guest goes on where it was, so its driver does too.
    await this.#asked(() => driver.attach());
    driver.revision = revision;
  }

  /** The guest program enables the subchannel as it starts. */
  protected override async setUp(): Promise<void> {}

  protected override async readOffered(): Promise<FeatureWord> {
    await this.#live().command({ kind: 'ccw', command: 'SET_VIRTIO_REV', value: 1 });
    const offered = { low: await this.#readFeatures(0), high: await this.#readFeatures(1) };
    await this.#live().systemReset();
    return offered;
  }

  async #readFeatures(index: number): Promise<number> {
    const [seen] = await this.#live().command({ kind: 'ccw', command: 'READ_FEAT', index });
    return seen?.kind === 'read' ? seen.value : 0;
  }

  async #withHostEvents(observations: readonly Observation[]): Promise<readonly Observation[]> {
    return [...(await this.takeFailovers()), ...observations];
  }

  /** What goes wrong in the guest leaves a machine that is of no use for the next run. */
  async #asked<T>(request: (driver: CcwDriver) => Promise<T>): Promise<T> {
    try {
      return await request(this.#live());
    } catch (error) {
      this.needsFreshProcess = true;
      throw error;
    }
  }

  protected override spawn(more: readonly string[] = []): Promise<QemuProcess> {
    return startQemu({
      binary: this.binary,
      arguments: (directory) => [
        ...ccwArguments(this.board, this.scenario, directory, this.offerFrom),
        ...more,
      ],
      timeoutMs: this.timeoutMs,
    });
  }

  protected override async attach(process: QemuProcess, migrated: boolean): Promise<void> {
    const revision = migrated ? this.#live().revision : -1;
    const driver = new CcwDriver(process, this.timeoutMs, revision);
    await driver.attach();
    this.#driver = driver;
  }

  #unplayable(operation: Operation, because: string): TargetError {
    const what = formatOperation(operation, this.scenario.device);
    return new TargetError('QEMU', `cannot play “${what}” on ${this.board.name}: ${because}`);
  }

  #live(): CcwDriver {
    if (this.#driver === undefined) throw new TargetError('QEMU', 'QEMU is not running');
    return this.#driver;
  }
}
