/** Which properties are checked: the catalogue's and the users' own, all of them or by pattern. */
import { PROPERTIES } from '../../properties/index.ts';
import { BadFileError } from '../errors/errors.ts';
import { UnknownNameError } from '../errors/unknown-name.ts';
import type { Property } from '../property/property.ts';
import { matchesGlob } from './glob.ts';
import type { UserFiles } from './user-files.ts';

/**
 * The catalogue and the users' own.
 * @throws BadFileError when a user's property takes an id that is in use
 */
export async function allProperties(files: readonly string[], from: UserFiles): Promise<readonly Property[]> {
  const all: Property[] = [...PROPERTIES];
  for (const file of files) {
    const { loadProperties } = await import('./load.ts');
    for (const property of await loadProperties(file, from)) {
      if (all.some(({ id }) => id === property.id))
        throw new BadFileError({
          file,
          place: `property "${property.id}"`,
          expected: 'an id of its own',
          found: 'one that is taken',
          next: 'give it another id',
        });
      all.push(property);
    }
  }
  return all;
}

/**
 * The properties whose id fits one of the patterns; all of them without a pattern.
 * @throws UnknownNameError for a pattern that fits none
 * @example
 * selectProperties(PROPERTIES, ['early*', 'onlyZero?esets']).map(({ id }) => id).sort()
 * // ['earlyIndicationIsNeutral', 'onlyZeroResets']
 */
export function selectProperties(all: readonly Property[], patterns: readonly string[]): readonly Property[] {
  for (const pattern of patterns) {
    if (!all.some(({ id }) => matchesGlob(pattern, id)))
      throw new UnknownNameError(
        'property',
        pattern,
        all.map(({ id }) => id),
      );
  }
  if (patterns.length === 0) return all;
  return all.filter(({ id }) => patterns.some((pattern) => matchesGlob(pattern, id)));
}
