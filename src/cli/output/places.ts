/**
 * Where a reader of a report can look: the line of the user's own claim, or of the user's patch; else the file that
 * `--out` writes. What is shipped has no line in the user's repository.
 */
import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { ScenarioResult } from '../../check/check.ts';
import type { CheckReport, Place, PlaceRequest } from '../../report/check/check-report.ts';
import { traceFile } from '../../report/check/trace-files.ts';
import { unsettledLines, unsettledPath } from '../../report/check/unsettled-file.ts';
import { scenarioSlugs } from '../../report/scenario-slug.ts';
import { fileOf, isFileReference } from '../../user-files/file-reference.ts';
import type { CommonOptions } from '../options/common.ts';

/** As one writes it from `cwd`, with slashes; a path outside of `cwd` stays absolute. */
function seenFrom(cwd: string, path: string): string {
  const from = relative(cwd, path).split(sep).join('/');
  return from.startsWith('..') ? path.split(sep).join('/') : from;
}

export function placesOf(
  results: readonly ScenarioResult[],
  { properties, out }: Pick<CommonOptions, 'properties' | 'out'>,
  cwd: string,
): NonNullable<CheckReport['placeOf']> {
  const texts = new Map<string, string>();
  const textOf = (path: string): string => {
    const text = texts.get(path) ?? readOr(path);
    texts.set(path, text);
    return text;
  };
  const inFile = (reference: string, isIt: (line: string) => boolean): Place | undefined => {
    const path = fileOf(reference, cwd);
    const at = textOf(path).split('\n').findIndex(isIt);
    return at === -1 ? undefined : { file: seenFrom(cwd, path), line: at + 1 };
  };
  const slugs = scenarioSlugs(results);
  const lineOf = unsettledLines(results);
  return (request) => {
    const { scenario, property } = request;
    const id = new RegExp(`\\bid\\s*:\\s*['"\`]${literal(property)}['"\`]`);
    for (const file of properties) {
      const place = inFile(file, (line) => id.test(line));
      if (place !== undefined) return place;
    }
    for (const patch of scenario.patches.filter(isFileReference)) {
      const place = inFile(patch, (line) => /\bdefinePatch\s*\(/.test(line));
      return place ?? { file: seenFrom(cwd, fileOf(patch, cwd)), line: 1 };
    }
    return out === undefined ? undefined : inFolder(request, out);
  };

  function inFolder({ scenario, property, found }: PlaceRequest, folder: string): Place | undefined {
    if (found === undefined) {
      const line = lineOf(scenario, property);
      return line === undefined
        ? undefined
        : { file: seenFrom(cwd, fileOf(unsettledPath(folder), cwd)), line };
    }
    const file = traceFile(folder, slugs.get(found.result) ?? '', found.verdict, found.number);
    return { file: seenFrom(cwd, fileOf(file, cwd)), line: 1 };
  }
}

/** A file that went away since it was loaded has no lines. */
function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
