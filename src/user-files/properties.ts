/** Which properties are checked: the catalogue's and the users' own, all of them or by pattern. */
import { PROPERTIES } from '../../properties/index.ts';
import { BadFileError, RequestError } from '../errors/errors.ts';
import { UnknownNameError } from '../errors/unknown-name.ts';
import { LEVELS, type Level } from '../property/level.ts';
import type { Property } from '../property/property.ts';
import { blameUserCode } from './blame.ts';
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
    for (const property of await loadProperties(file, from).catch((error: unknown) => {
      throw blameUserCode(error, [file], from.cwd);
    })) {
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
 * The properties of these levels whose id fits one of the patterns; all of them without a pattern.
 * @throws UnknownNameError for a pattern that fits none
 * @throws RequestError when none that fits is of these levels
 * @example
 * selectProperties(PROPERTIES, ['earlyInd*', 'onlyZero?esets']).map(({ id }) => id).sort()
 * // ['earlyIndicationIsNeutral', 'onlyZeroResets']
 */
export function selectProperties(
  every: readonly Property[],
  patterns: readonly string[],
  levels: readonly Level[] = LEVELS,
): readonly Property[] {
  const all = every.filter(({ level }) => levels.includes(level));
  for (const pattern of patterns) {
    if (!every.some(({ id }) => matchesGlob(pattern, id)))
      throw new UnknownNameError(
        'property',
        pattern,
        every.map(({ id }) => id),
      );
  }
  const chosen =
    patterns.length === 0
      ? all
      : all.filter(({ id }) => patterns.some((pattern) => matchesGlob(pattern, id)));
  if (chosen.length === 0)
    throw new RequestError(
      `no claim of level ${levels.join(' or ')} fits ${patterns.join(' or ') || 'any name'}; \`virtio-verify explain NAME\` tells the level of a claim`,
    );
  return chosen;
}
