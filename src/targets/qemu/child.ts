/**
 * A program that we started, and the promise that it does not stay behind: not after `kill()`, nor when our own process
 * exits, throws, is interrupted or is killed.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { TargetError } from '../target.ts';
import { endWithUs } from './watchdog.ts';

const STDERR_CHARACTERS_KEPT = 4000;
const STDERR_LINES_SHOWN = 5;
/** How long what it wrote last may take to come, and a killed process to be gone, before nobody waits any more. */
const LAST_WORDS_MS = 500;
const GONE_MS = 5000;

/** A child that is on the list of things to kill at our exit. */
export class LiveChild {
  static readonly #all = new Set<LiveChild>();
  readonly binary: string;
  readonly #child: ChildProcess;
  /** Removed with it. */
  readonly #directory: string | undefined;
  readonly #ended: Promise<void>;
  readonly #callOff: () => void;
  #stderr = '';
  #startError: NodeJS.ErrnoException | undefined;

  /**
   * Starts a program, in a process group of its own. Its standard error is kept for what messages say.
   * @throws TargetError when the system refuses at once; most refusals come later, from `ended`
   */
  static start(
    binary: string,
    args: readonly string[],
    directory?: string,
    stdout: 'ignore' | 'pipe' = 'ignore',
  ): LiveChild {
    const options: SpawnOptions = { stdio: ['ignore', stdout, 'pipe'], detached: true };
    try {
      return new LiveChild(binary, spawn(binary, args, options), directory);
    } catch (error) {
      throw new NotStartedError(binary, error as NodeJS.ErrnoException);
    }
  }

  private constructor(binary: string, child: ChildProcess, directory: string | undefined) {
    this.binary = binary;
    this.#child = child;
    this.#directory = directory;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_CHARACTERS_KEPT);
    });
    this.#callOff = child.pid === undefined ? () => {} : endWithUs(child.pid, directory);
    this.#ended = new Promise((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        this.#startError = error;
        resolve();
      });
      child.once('exit', () => {
        this.#killGroup();
        // 'close' comes after the last of stderr, so the message is complete; but somebody else may hold it open.
        child.once('close', resolve);
        setTimeout(resolve, LAST_WORDS_MS).unref();
      });
    });
    LiveChild.#all.add(this);
    LiveChild.#watchOurExit();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get stdout(): ChildProcess['stdout'] {
    return this.#child.stdout;
  }

  /** Undefined while it runs, and after a signal. */
  get exitCode(): number | undefined {
    return this.#child.exitCode ?? undefined;
  }

  /** Resolves once it has ended, by itself or not. */
  get end(): Promise<void> {
    return this.#ended;
  }

  /** Never resolves; rejects when the process has ended. */
  async ended(): Promise<never> {
    await this.#ended;
    if (this.#startError !== undefined) throw new NotStartedError(this.binary, this.#startError);
    const { exitCode, signalCode } = this.#child;
    const how = signalCode === null ? `exited with code ${exitCode}` : `was ended by ${signalCode}`;
    const said = this.#stderr.trim().split('\n').slice(-STDERR_LINES_SHOWN).join('\n  ');
    throw new TargetError('QEMU', `${this.binary} ${how}${said === '' ? '' : `; it said:\n  ${said}`}`);
  }

  /** Waits for its end, but not for ever: the system may keep a process that hangs in a device. */
  async kill(): Promise<void> {
    this.killNow();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, GONE_MS);
    });
    await Promise.race([this.#ended, late]);
    clearTimeout(timer);
  }

  /** Without waiting, for use in an exit handler. */
  killNow(): void {
    LiveChild.#all.delete(this);
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) this.#killGroup();
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
    this.#callOff();
  }

  /** It and what it started. */
  #killGroup(): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // Nobody is left in it.
    }
  }

  static #watching = false;

  static #watchOurExit(): void {
    if (LiveChild.#watching) return;
    LiveChild.#watching = true;
    const killAll = () => {
      for (const child of LiveChild.#all) child.killNow();
    };
    process.on('exit', killAll);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const onSignal = () => {
        killAll();
        // If nobody else handles the signal, it ends us, as it would have without this handler.
        if (process.listenerCount(signal) > 1) return;
        process.off(signal, onSignal);
        process.kill(process.pid, signal);
      };
      process.on(signal, onSignal);
    }
  }
}

/** Why a program does not run, by the system's own code. */
export const START_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'part of the path is not a folder'],
  ['EACCES', 'it is not a file that may be executed'],
  ['ENOEXEC', 'it is not a program'],
  ['ELOOP', 'the path is a loop of links'],
  ['ENAMETOOLONG', 'the name is too long'],
]);

/** The system did not start a program. */
export class NotStartedError extends TargetError {
  readonly code: string;
  constructor(binary: string, { code = '', message }: NodeJS.ErrnoException) {
    const named = binary === '' ? 'a binary without a name' : binary;
    super(
      'QEMU',
      code === 'ENOENT'
        ? `${named} was not found; install it, or name another binary`
        : `${named} could not be started: ${START_PROBLEMS.get(code) ?? message}; name another binary`,
    );
    this.code = code;
  }
}
