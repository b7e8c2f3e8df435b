/** QEMU's command line for a scenario, without the sockets: shared by the live target and by scripts. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { Accelerator } from './accelerator.ts';
import type { Board } from './board.ts';
import { deviceArguments, type OfferFrom } from './device-options.ts';

/**
 * `-accel tcg -S` by default, because distributions leave the qtest accelerator out. The CPU never runs, so no
 * firmware touches the device.
 */
export function machineArguments(
  board: Board,
  scenario: Scenario,
  accelerator: Accelerator = 'tcg',
  offerFrom: OfferFrom = 'scenario',
): readonly string[] {
  const mmioVersion =
    board.wiring.kind === 'mmio'
      ? ['-global', `virtio-mmio.force-legacy=${scenario.flavour === 'legacy' ? 'true' : 'false'}`]
      : [];
  return [
    ...['-M', board.machine, '-m', String(board.memoryMegabytes)],
    ...[
      '-accel',
      accelerator,
      '-S',
      '-nodefaults',
      '-display',
      'none',
      '-monitor',
      'none',
      '-serial',
      'none',
    ],
    ...mmioVersion,
    ...board.arguments,
    ...deviceArguments(scenario, board.attachment, offerFrom),
    ...['-qtest-log', 'none'],
  ];
}
