import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { loseAfter } from '../../../src/targets/qemu/patience.ts';

/** As a long computation does. */
function keepBusy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it('gives up once the time is over', async () => {
  const lost = vi.fn();
  loseAfter(10, lost);
  await sleep(60);
  expect(lost).not.toHaveBeenCalled();
  await expect.poll(() => lost.mock.calls.length, { timeout: 2000 }).toBe(1);
});

it('hears an answer that came while this process was busy', async () => {
  const lost = vi.fn();
  const callOff = loseAfter(10, lost);
  keepBusy(150);
  // What waits in a socket is read after the timers that are due.
  setImmediate(callOff);
  await sleep(250);
  expect(lost).not.toHaveBeenCalled();
});
