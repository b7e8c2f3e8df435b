/** `--against`, `--instead-of` and `--with`: the base of a review, and other patches to look at together with it. */
import { PATCHES } from '../../../machines/semantics/index.ts';
import type { Review } from '../../review/review.ts';
import { CHOICES } from '../../scenarios/choices.ts';
import { isFileReference } from '../../user-files/file-reference.ts';
import { UsageError, unknownName } from './usage-error.ts';

/**
 * `qemu-6.1+fence-legacy`; a file may have no `+` in its name.
 * @throws UsageError for names that do not exist, or two bases
 */
export function readAgainst(semantics: string | undefined, against: string | undefined): Review['against'] {
  if (semantics !== undefined && against !== undefined)
    throw new UsageError('--semantics and --against both name the base; give one of them');
  const [base = '', ...patches] = (against ?? semantics ?? 'qemu-7.2').split('+').map((each) => each.trim());
  const names = CHOICES.semantics.map(({ name }) => name);
  if (!names.includes(base))
    throw unknownName(against === undefined ? '--semantics' : '--against', base, names);
  for (const patch of patches) checkPatchName('--against', patch);
  return { semantics: base, patches };
}

/**
 * The patches that `--with` names; `all` stands for every shipped one.
 * @throws UsageError for names that do not exist
 */
export function readOthers(asked: readonly string[]): readonly string[] {
  for (const each of asked) if (each !== 'all') checkPatchName('--with', each);
  return asked.flatMap((each) => (each === 'all' ? [...PATCHES.keys()] : [each]));
}

/**
 * The rivals that `--instead-of` names.
 * @throws UsageError for names that do not exist, or a patch that would be its own rival
 */
export function readRivals(asked: readonly string[], reviewed: readonly string[]): readonly string[] {
  for (const each of asked) {
    checkPatchName('--instead-of', each);
    if (reviewed.includes(each))
      throw new UsageError(`--instead-of ${each} and --patch ${each} are the same; name two rivals`);
  }
  return asked;
}

function checkPatchName(option: string, name: string): void {
  if (!PATCHES.has(name) && !isFileReference(name)) throw unknownName(option, name, [...PATCHES.keys()]);
}
