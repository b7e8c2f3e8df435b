/**
 * One QEMU process with its sockets, and the promise that neither it nor its files stay behind: not
 * after `close()`, nor when our own process exits, throws or is interrupted.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '../target.ts';
import { GdbMonitor } from './gdb-monitor.ts';
import { loseAfter } from './patience.ts';
import { QmpClient } from './qmp-client.ts';
import { QtestClient } from './qtest-client.ts';

export interface QemuProcessOptions {
  readonly binary: string;
  /** Or a function that makes them, for arguments that name files: it may write into the process's directory. */
  readonly arguments: readonly string[] | ((directory: string) => readonly string[]);
  /** For the start, and for each request afterwards. */
  readonly timeoutMs: number;
  /** Connect the gdb stub as well, for monitor commands. It needs an accelerator that can be debugged. */
  readonly monitor?: boolean;
}

export interface QemuProcess {
  readonly pid: number;
  readonly qtest: QtestClient;
  readonly qmp: QmpClient;
  /** There if it was asked for. */
  readonly monitor?: GdbMonitor;
  /** A directory of this process's own, removed with it. */
  readonly directory: string;
  /** False once the process has ended or one of its connections has failed. */
  isAlive(): boolean;
  /** Kills the process, waits for its end, removes its files. May be called twice. */
  close(): Promise<void>;
}

const STDERR_CHARACTERS_KEPT = 4000;
const STDERR_LINES_SHOWN = 5;
/** How long a process may take to end once its sockets are closed. */
const GRACE_MS = 1000;

/** Starts QEMU and returns once its sockets are connected. */
export async function startQemu(options: QemuProcessOptions): Promise<QemuProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'virtio-verify-'));
  const given = argumentsIn(directory, options.arguments);
  const paths = {
    qtest: join(directory, 'qtest'),
    qmp: join(directory, 'qmp'),
    gdb: join(directory, 'gdb'),
  };
  // We listen and QEMU connects: then there is no moment at which to guess whether its socket exists yet.
  const qtestSocket = firstConnection(paths.qtest);
  const qmpSocket = firstConnection(paths.qmp);
  const gdbSocket = options.monitor === true ? firstConnection(paths.gdb) : undefined;
  const sockets = [
    ...['-qtest', `unix:${paths.qtest}`, '-qmp', `unix:${paths.qmp}`],
    ...(gdbSocket === undefined ? [] : ['-gdb', `unix:${paths.gdb}`]),
  ];
  const child = spawn(options.binary, [...given, ...sockets], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const live = new LiveChild(child, directory);
  let callOff = () => {};
  try {
    const late = new Promise<never>((_, reject) => {
      const message = `${options.binary} did not connect within ${options.timeoutMs} ms`;
      callOff = loseAfter(options.timeoutMs, () => reject(new TargetError('QEMU', message)));
    });
    const connected = Promise.all([qtestSocket.socket, qmpSocket.socket, gdbSocket?.socket]);
    const [qtestConnection, qmpConnection, gdbConnection] = await Promise.race([
      connected,
      live.ended(options.binary),
      late,
    ]);
    const qtest = new QtestClient(qtestConnection, options.timeoutMs);
    const monitor =
      gdbConnection === undefined ? undefined : new GdbMonitor(gdbConnection, options.timeoutMs);
    const opening = QmpClient.open(qmpConnection, options.timeoutMs);
    const qmp = await Promise.race([opening, live.ended(options.binary)]);
    let alive = true;
    const stop = (error: Error) => {
      alive = false;
      qtest.fail(error);
      qmp.fail(error);
      monitor?.fail(error);
    };
    const ended = live.ended(options.binary);
    ended.catch(stop);
    const connections = [
      qtestConnection,
      qmpConnection,
      ...(gdbConnection === undefined ? [] : [gdbConnection]),
    ];
    for (const socket of connections)
      socket.once('close', () => Promise.race([ended, stillRuns(options.binary)]).catch(stop));
    return {
      pid: child.pid ?? 0,
      qtest,
      qmp,
      ...(monitor === undefined ? {} : { monitor }),
      directory,
      isAlive: () => alive && connections.every(({ destroyed }) => !destroyed),
      close: async () => {
        stop(new TargetError('QEMU', 'the target was closed'));
        for (const socket of connections) socket.destroy();
        await live.kill();
      },
    };
  } catch (error) {
    await live.kill();
    throw error;
  } finally {
    callOff();
    qtestSocket.stopListening();
    qmpSocket.stopListening();
    gdbSocket?.stopListening();
  }
}

function argumentsIn(directory: string, given: QemuProcessOptions['arguments']): readonly string[] {
  if (typeof given !== 'function') return given;
  try {
    return given(directory);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/** Rejects when a process that closed a connection should long have ended. */
async function stillRuns(binary: string): Promise<never> {
  await sleep(GRACE_MS, undefined, { ref: false });
  throw new TargetError('QEMU', `${binary} closed its connection to us, but it still runs`);
}

function firstConnection(path: string): { readonly socket: Promise<Socket>; stopListening(): void } {
  const server = createServer();
  const socket = new Promise<Socket>((resolve, reject) => {
    server.once('connection', resolve);
    server.once('error', (cause) =>
      reject(new TargetError('QEMU', `cannot listen on ${path}; set TMPDIR to a short path`, { cause })),
    );
  });
  // The start may fail for another reason first; this rejection must not then count as unhandled.
  socket.catch(() => {});
  server.listen(path);
  return { socket, stopListening: () => server.close() };
}

/** A child that is on the list of things to kill at our exit. */
class LiveChild {
  static readonly #all = new Set<LiveChild>();
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #exit: Promise<unknown>;
  #stderr = '';
  #startError: NodeJS.ErrnoException | undefined;

  constructor(child: ChildProcess, directory: string) {
    this.#child = child;
    this.#directory = directory;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_CHARACTERS_KEPT);
    });
    // 'close' comes after 'exit' and after the last of stderr, so the message is complete.
    this.#exit = once(child, 'close').catch((error: NodeJS.ErrnoException) => {
      this.#startError = error;
    });
    LiveChild.#all.add(this);
    LiveChild.#watchOurExit();
  }

  /** Never resolves; rejects when the process has ended. */
  async ended(binary: string): Promise<never> {
    await this.#exit;
    if (this.#startError?.code === 'ENOENT')
      throw new TargetError('QEMU', `${binary} was not found; install it, or name another binary`);
    if (this.#startError !== undefined)
      throw new TargetError('QEMU', `${binary} could not be started: ${this.#startError.message}`);
    const { exitCode, signalCode } = this.#child;
    const how = signalCode === null ? `exited with code ${exitCode}` : `was ended by ${signalCode}`;
    const said = this.#stderr.trim().split('\n').slice(-STDERR_LINES_SHOWN).join('\n  ');
    throw new TargetError('QEMU', `${binary} ${how}${said === '' ? '' : `; it said:\n  ${said}`}`);
  }

  async kill(): Promise<void> {
    this.killNow();
    await this.#exit;
  }

  /** Without waiting, for use in an exit handler. */
  killNow(): void {
    LiveChild.#all.delete(this);
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) this.#child.kill('SIGKILL');
    rmSync(this.#directory, { recursive: true, force: true });
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
