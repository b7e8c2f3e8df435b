/** What is known of a kind of target before one is opened. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { Target } from '../target.ts';

export interface OpenOptions {
  /** Path or name of the program, in place of the scenario's usual one. */
  readonly binary?: string;
  /**
   * `process`: a migration ends in a fresh process, as a real one does. `mixed`: most go through a snapshot, several
   * times as fast, for runs that have hundreds. @defaultValue process
   */
  readonly migration?: 'process' | 'mixed';
}

/** Opens a scenario's target, on this binary if one is named. */
export type OpenTarget = (scenario: Scenario, binary?: string) => Promise<Target>;

export interface TargetKind {
  /** As options and JSON have it. */
  readonly name: string;
  /** As sentences have it. */
  readonly title: string;
  /** The semantics that models what is installed. */
  readonly semantics: string;
  /** Why no such target plays the scenario; undefined if one does. Nothing is started to find out. */
  readonly whyUnplayable: (scenario: Scenario) => string | undefined;
  /** The programs that play the scenario, the usual one first. */
  readonly binariesFor: (scenario: Scenario) => readonly string[];
  /** True if a program's name says that it plays the scenario. */
  readonly isFor: (binary: string, scenario: Scenario) => boolean;
  /** Why nothing can be played on a program, as it says itself when it is run; undefined if something may. */
  readonly whyUnusable: (binary: string) => Promise<string | undefined>;
  /** @throws TargetError when nothing plays the scenario, or when it is missing, refuses or hangs */
  readonly open: (scenario: Scenario, options?: OpenOptions) => Promise<Target>;
}

/** Has each open a target in one way, as those ask for it that play a scenario on a binary. */
export const opener =
  ({ open }: TargetKind, options: Omit<OpenOptions, 'binary'> = {}): OpenTarget =>
  (scenario, binary) =>
    open(scenario, { ...options, ...(binary === undefined ? {} : { binary }) });
