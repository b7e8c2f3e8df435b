/**
 * What has to be done to QEMU to play an operation. Pure: the live target does it, and the script for a bug
 * report writes it down, so that the two cannot differ.
 */

import type { HostEvent, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { formatOperation } from '../../trace/operation-text.ts';
import { TargetError } from '../target.ts';
import type { Access } from './access.ts';
import { type Board, hasFunctionLevelReset } from './board.ts';
import { deviceType, hasLink } from './device-options.ts';
import { functionLevelReset, setUpPci } from './pci-setup.ts';
import { accessOf, type RegisterOperation, signalsQueues } from './registers.ts';

export type Play =
  | { readonly kind: 'read'; readonly operation: RegisterOperation; readonly access: Access }
  | {
      readonly kind: 'accesses';
      readonly accesses: readonly Access[];
      /** The effect comes a turn of QEMU's main loop later: let it go round before anything else. */
      readonly settles: boolean;
    }
  | { readonly kind: 'systemReset' }
  | { readonly kind: 'link'; readonly up: boolean }
  | { readonly kind: 'migrate' };

/** @throws TargetError when the operation cannot be played on this board. */
export function playOf(operation: Operation, board: Board, scenario: Scenario): Play {
  switch (operation.kind) {
    case 'read':
      return { kind: 'read', operation, access: accessOf(operation, board, scenario) };
    case 'write':
    case 'notify':
      return {
        kind: 'accesses',
        accesses: [accessOf(operation, board, scenario)],
        settles: signalsQueues(operation, board),
      };
    case 'host':
      return playOfHostEvent(operation.event, board, scenario);
    case 'ccw':
    case 'subchannel':
    case 'backend':
      throw new TargetError('QEMU', `cannot play “${formatOperation(operation, '')}” on ${board.name}`);
  }
}

function playOfHostEvent(event: HostEvent, board: Board, scenario: Scenario): Play {
  switch (event) {
    case 'systemReset':
      return { kind: event };
    case 'migrate':
      if (board.cannotMigrate)
        throw new TargetError('QEMU', `cannot play migrate: ${board.name} cannot be migrated`);
      return { kind: event };
    case 'functionLevelReset':
      if (!hasFunctionLevelReset(board, scenario) || board.wiring.kind !== 'pci')
        throw new TargetError(
          'QEMU',
          `${deviceType(scenario)} has no function level reset on ${board.name}; ` +
            'play it on pc-q35 with a transitional or modern device',
        );
      return { kind: 'accesses', accesses: functionLevelReset(board.wiring.place), settles: false };
    case 'linkDown':
    case 'linkUp':
      if (!hasLink(scenario))
        throw new TargetError('QEMU', `cannot play ${event}: ${deviceType(scenario)} has no link`);
      return { kind: 'link', up: event === 'linkUp' };
    case 'pause':
    case 'resume':
      throw new TargetError(
        'QEMU',
        `cannot play ${event}: the CPU is stopped all the time, so that no firmware runs`,
      );
  }
}

/** The accesses with which every run begins, at power-on and after a system reset. */
export const setUp = ({ wiring, firmwareBytes }: Board): readonly Access[] => [
  ...(firmwareBytes === undefined ? [] : [{ kind: 'clear', address: 0, length: firmwareBytes } as const]),
  ...(wiring.kind === 'pci' ? setUpPci(wiring.place) : []),
];

/** A qtest command without effect: it is answered one turn of QEMU's main loop later, or more. */
export const IDLE_COMMAND = 'endianness';
