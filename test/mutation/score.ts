/** What a run came to, in numbers. */
import { COUNT, type Table } from '../../src/bench/table.ts';
import type { Judged } from './run.ts';
import type { Listed } from './survivors.ts';

export interface Score {
  readonly mutants: number;
  /** Nobody can tell them. */
  readonly equivalent: number;
  readonly caught: number;
  readonly survivors: number;
  /** Survivors that are listed because the specification leaves the choice. */
  readonly open: number;
}

/** Counts what was judged. */
export function scoreOf(judged: readonly Judged[], listed: readonly Listed[]): Score {
  const count = (outcome: string): number =>
    judged.filter(({ judgement }) => judgement.outcome === outcome).length;
  const isOpen = new Set(listed.flatMap(({ name, because }) => (because.startsWith('open ') ? [name] : [])));
  return {
    mutants: judged.length,
    equivalent: count('equivalent'),
    caught: count('caught'),
    survivors: count('survivor'),
    open: judged.filter(({ name, judgement }) => judgement.outcome === 'survivor' && isOpen.has(name)).length,
  };
}

/** Caught, of those that can be told and that the specification does not leave open; undefined if there are none. */
export function ratio({ caught, survivors, open }: Score): number | undefined {
  const told = caught + survivors - open;
  return told === 0 ? undefined : caught / told;
}

/** A table of each base's machines, and of each base. */
export function scoreTable(judged: readonly Judged[], listed: ReadonlyMap<string, readonly Listed[]>): Table {
  const bases = [...new Set(judged.map(({ base }) => base))];
  return {
    title: 'Mutation score',
    head: [
      'base',
      'machine',
      'scenarios',
      'mutants',
      'equivalent',
      'caught',
      'survivors',
      'left open',
      'score',
    ],
    rows: bases.flatMap((base) => {
      const own = judged.filter((each) => each.base === base);
      const row = (machine: string, of: readonly Judged[]): readonly string[] => {
        const score = scoreOf(of, listed.get(base) ?? []);
        const counts = [score.mutants, score.equivalent, score.caught, score.survivors, score.open];
        const value = ratio(score);
        return [
          base,
          machine,
          String(new Set(of.flatMap(({ stages }) => stages)).size),
          ...counts.map((each) => COUNT.format(each)),
          value === undefined ? '–' : `${(100 * value).toFixed(1)} %`,
        ];
      };
      const machines = [...new Set(own.map(({ machine }) => machine))];
      return [
        ...machines.map((machine) =>
          row(
            machine,
            own.filter((each) => each.machine === machine),
          ),
        ),
        row('all', own),
      ];
    }),
  };
}
