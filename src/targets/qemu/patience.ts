/** How long to wait for an answer, not counting the time in which our own process could not have heard it. */

/** What is granted once the time is over: answers that came while this process was busy are heard then. */
const GRACE_MS = 100;

/**
 * Calls `lost` once the time is over and then a moment of listening has passed as well. A plain timer would
 * fire first after a long computation of ours, although the answer is there.
 * @returns a function that calls it off
 */
export function loseAfter(milliseconds: number, lost: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(lost, GRACE_MS);
  }, milliseconds);
  return () => clearTimeout(timer);
}
