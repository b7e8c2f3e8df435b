/** Runs one program at a time and takes its time; whatever happens, nothing is left running. */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when it was killed. */
  readonly exitCode: number | null;
  /** From its start to its end, as whoever waits for it sees it. */
  readonly seconds: number;
}

/** A program that failed, or took longer than it may. */
export class ChildError extends Error {
  readonly command: string;

  constructor(command: string, message: string) {
    super(`${command}: ${message}`);
    this.name = 'ChildError';
    this.command = command;
  }
}

/**
 * Ours, but for a list of certificates: Node reads it whenever it starts, which on some machines takes longer than the
 * rest of its start, and nothing here speaks to a network.
 */
const { NODE_EXTRA_CA_CERTS: _certificates, ...ENVIRONMENT } = process.env;

let running: ChildProcess | undefined;
let stopped = false;

/** Ends the program under way, with what it started, and starts no other. */
export function stopChildren(): void {
  stopped = true;
  killRunning();
}

function killRunning(): void {
  if (running?.pid === undefined) return;
  try {
    process.kill(-running.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly timeoutMs: number;
}

/**
 * Runs a program to its end.
 * @throws ChildError when it cannot be started, fails, or runs into the time limit
 */
export function runChild(command: string, args: readonly string[], options: ChildOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const name = [command, ...args].join(' ').slice(0, 200);
    if (stopped) {
      reject(new ChildError(name, 'not started, because the benchmark was interrupted'));
      return;
    }
    const started = performance.now();
    // A group of its own, so that a compiler's own children end with it.
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: ENVIRONMENT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const timer = setTimeout(() => {
      timedOut = true;
      killRunning();
    }, options.timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      running = undefined;
      reject(new ChildError(name, error.message));
    });
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      running = undefined;
      const seconds = (performance.now() - started) / 1000;
      if (timedOut) reject(new ChildError(name, `took longer than ${options.timeoutMs / 1000} s`));
      else if (exitCode !== 0)
        reject(new ChildError(name, `ended with ${exitCode ?? 'a signal'}; ${stderr.trim().slice(-500)}`));
      else resolve({ stdout, stderr, exitCode, seconds });
    });
  });
}
