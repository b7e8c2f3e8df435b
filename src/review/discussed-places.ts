/** Of the C functions that a mailed patch changes: does the patch under review reach all places where they run? */
import { type PlaceReached, placesReached, placeText } from '../mail/hooked-places.ts';
import type { LinkedPatch } from '../mail/linked-patch.ts';
import type { PatchInfo } from './review.ts';

export interface FunctionReached {
  readonly name: string;
  readonly file: string;
  readonly places: readonly PlaceReached[];
}

/** Each function that the mails change and the machines have, once; the patches count together. */
export function functionsReached(
  discussed: readonly LinkedPatch[],
  patches: readonly PatchInfo[],
): readonly FunctionReached[] {
  const reach = patches.flatMap((patch) => patch.reach ?? []);
  const changed = discussed.flatMap(({ modelled }) => modelled.filter(({ how }) => how !== 'mentioned'));
  const byName = new Map(changed.map((each) => [`${each.file} ${each.name}`, each]));
  return [...byName.values()].map(({ name, file, ...known }) => ({
    name,
    file,
    places: placesReached(known, reach),
  }));
}

/** A sentence for each function of which some place is missed; none where all are reached. */
export function missedPlaces(functions: readonly FunctionReached[]): readonly string[] {
  return functions.flatMap(({ name, places }) => {
    const missed = places.filter(({ hooked }) => !hooked).map(({ place }) => place);
    const hooked = places.filter((each) => each.hooked).map(({ place }) => place);
    if (missed.length === 0) return [];
    if (places.length === 1)
      return [`The mail changes ${name}, and the patch names none of the steps that stand for it.`];
    const all = `of the ${places.length} places that call it`;
    return hooked.length === 0
      ? [`The mail changes ${name}, and the patch hooks none ${all}: ${listed(missed.map(placeText))}.`]
      : [
          `The mail changes ${name}, and the patch hooks ${hooked.length} ${all}, ${listed(hooked.map(placeText))}; it misses ${listed(missed.map(placeText))}.`,
        ];
  });
}

const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
