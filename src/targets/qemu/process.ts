/** One QEMU process with its sockets and its files, of which nothing stays behind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '../target.ts';
import { LiveChild } from './child.ts';
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

/** How long a process may take to end once its sockets are closed. */
const GRACE_MS = 1000;

/**
 * Starts QEMU and returns once its sockets are connected.
 * @throws TargetError when it does not start, ends, or does not connect in time
 */
export async function startQemu(options: QemuProcessOptions): Promise<QemuProcess> {
  const { binary, timeoutMs } = options;
  const directory = ownDirectory();
  let live: LiveChild | undefined;
  const listening: Listening[] = [];
  const listen = (name: string): Listening => {
    const one = firstConnection(join(directory, name));
    listening.push(one);
    return one;
  };
  let callOff = () => {};
  try {
    const given = typeof options.arguments === 'function' ? options.arguments(directory) : options.arguments;
    // We listen and QEMU connects: then there is no moment at which to guess whether its socket exists yet.
    const qtest = listen('qtest');
    const qmp = listen('qmp');
    const gdb = options.monitor === true ? listen('gdb') : undefined;
    const sockets = [
      ...['-qtest', `unix:${qtest.path}`, '-qmp', `unix:${qmp.path}`],
      ...(gdb === undefined ? [] : ['-gdb', `unix:${gdb.path}`]),
    ];
    live = LiveChild.start(binary, [...given, ...sockets], directory);
    const late = new Promise<never>((_, reject) => {
      const message = `${binary} did not connect within ${timeoutMs} ms; it is no QEMU, or it hangs`;
      callOff = loseAfter(timeoutMs, () => reject(new TargetError('QEMU', message)));
    });
    const connected = Promise.all([qtest.socket, qmp.socket, gdb?.socket]);
    const connections = await Promise.race([connected, live.ended(), late]);
    return await withClients(live, connections, options, directory);
  } catch (error) {
    for (const { socket } of listening)
      void socket.then(
        (connection) => connection.destroy(),
        () => {},
      );
    await live?.kill();
    rmSync(directory, { recursive: true, force: true });
    throw error;
  } finally {
    callOff();
    for (const each of listening) each.stopListening();
  }
}

type Connections = readonly [qtest: Socket, qmp: Socket, gdb: Socket | undefined];

async function withClients(
  live: LiveChild,
  [qtestConnection, qmpConnection, gdbConnection]: Connections,
  { timeoutMs }: QemuProcessOptions,
  directory: string,
): Promise<QemuProcess> {
  const qtest = new QtestClient(qtestConnection, timeoutMs);
  const monitor = gdbConnection === undefined ? undefined : new GdbMonitor(gdbConnection, timeoutMs);
  const qmp = await Promise.race([QmpClient.open(qmpConnection, timeoutMs), live.ended()]);
  let alive = true;
  const stop = (error: Error) => {
    alive = false;
    qtest.fail(error);
    qmp.fail(error);
    monitor?.fail(error);
  };
  const ended = live.ended();
  ended.catch(stop);
  const connections = [
    qtestConnection,
    qmpConnection,
    ...(gdbConnection === undefined ? [] : [gdbConnection]),
  ];
  for (const socket of connections)
    socket.once('close', () => Promise.race([ended, stillRuns(live.binary)]).catch(stop));
  return {
    pid: live.pid,
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
}

function ownDirectory(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'virtio-verify-'));
  } catch (cause) {
    const message = `cannot make a folder for QEMU’s sockets in ${tmpdir()}; set TMPDIR to a folder that can be written`;
    throw new TargetError('QEMU', message, { cause });
  }
}

/** Rejects when a process that closed a connection should long have ended. */
async function stillRuns(binary: string): Promise<never> {
  await sleep(GRACE_MS, undefined, { ref: false });
  throw new TargetError('QEMU', `${binary} closed its connection to us, but it still runs`);
}

interface Listening {
  readonly path: string;
  readonly socket: Promise<Socket>;
  stopListening(): void;
}

function firstConnection(path: string): Listening {
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
  return { path, socket, stopListening: () => server.close() };
}
