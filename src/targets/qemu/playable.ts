/** Which scenarios some QEMU machine plays, without starting one. */
import { basename } from 'node:path';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { TargetError } from '../target.ts';
import { boardFor } from './board.ts';
import { deviceType } from './device-options.ts';

/** Why no QEMU machine plays the scenario; undefined if one does. */
export function whyUnplayable(scenario: Scenario): string | undefined {
  try {
    boardFor(scenario);
    deviceType(scenario);
    return undefined;
  } catch (error) {
    if (error instanceof TargetError) return error.message;
    throw error;
  }
}

/** True if the binary's name says that it emulates the architecture of a machine that plays the scenario. */
export const isFor = (binary: string, scenario: Scenario): boolean =>
  basename(binary).endsWith(boardFor(scenario, binary).binary.replace('qemu-system', ''));
