/** What a real target said of a violation that was found on a model. */

export interface Confirmation {
  /**
   * `not reproduced` means that the model is wrong: the target, given the same operations, did something
   * else. `not playable` means that nothing is known.
   */
  readonly outcome: 'confirmed' | 'not reproduced' | 'not playable';
  /** The target, with its version; empty if none could be opened. */
  readonly on: string;
  /** Where they differ, or why it could not be played. */
  readonly because?: string;
}

/** `confirmed on QEMU 7.2.22, pc-q35, virtio-net-pci`. */
export const formatConfirmation = ({ outcome, on, because }: Confirmation): string =>
  [outcome, ...(on === '' ? [] : [`on ${on}`])].join(' ') + (because === undefined ? '' : `: ${because}`);

/** The same for a reader who skims: a model that is wrong is louder than the violation that it seems to have. */
export const formatConfirmationMark = (confirmation: Confirmation): string =>
  confirmation.outcome === 'not reproduced'
    ? `THE MODEL IS WRONG: ${formatConfirmation(confirmation)}`
    : formatConfirmation(confirmation);
