/** What the benchmark runs on. */
import { cpus, release, totalmem } from 'node:os';
import { runChild } from './child.ts';
import type { Machine } from './results.ts';
import { missingForSpin } from './spin.ts';

const VERSION_TIMEOUT_MS = 10_000;

/** Describes the machine and the rivals' versions. */
export async function describeMachine(): Promise<Machine> {
  const missing = missingForSpin();
  const version = async (name: string, option: string): Promise<string> =>
    missing.includes(name)
      ? `no ${name}`
      : (
          (await runChild(name, [option], { timeoutMs: VERSION_TIMEOUT_MS })).stdout.split('\n')[0] ?? ''
        ).trim();
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    spin: await version('spin', '-V'),
    gcc: await version('gcc', '--version'),
  };
}
