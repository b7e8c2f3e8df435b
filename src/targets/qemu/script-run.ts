/** One run of a trace as shell text: starting QEMU, its qtest commands in a here-document, the comparisons. */

import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { type Access, asTargetNumber, qtestLines, valueOfBytes } from './access.ts';
import { type Board, boardFor, notOverQtest } from './board.ts';
import { machineArguments } from './command-line.ts';
import { DEVICE_ID } from './device-options.ts';
import { IDLE_COMMAND, type Play, playOf, setUp } from './play.ts';
import { ISR_CONFIG, takeInterruptStatus } from './registers.ts';

/** A step with its words: single lines of printable text. */
export interface ScriptStep {
  readonly operation: Operation;
  readonly text: string;
  /** What the trace expects to see; empty for a step that is played but not compared. */
  readonly expects: readonly { readonly observation: Observation; readonly text: string }[];
}

export interface ScriptRun {
  readonly scenario: Scenario;
  /** Printed before the run; empty for the first one. */
  readonly title: string;
  /** The shell variable with the binary. */
  readonly variable: string;
  readonly steps: readonly ScriptStep[];
}

/** What is fed to QEMU at one go, then shell lines to run once it has answered everything so far. */
interface Chunk {
  readonly lines: string[];
  readonly after: string[];
}

/** One QEMU process: a migration ends one and starts the next. */
interface Machine {
  readonly title: string;
  readonly chunks: Chunk[];
  readonly checks: string[];
  replies: number;
}

/** True if the run needs QMP, and with it the functions of SPEAKING_QMP. */
export const needsQmp = ({ scenario, steps }: ScriptRun): boolean => {
  const board = qtestBoard(scenario);
  return steps.some(({ operation }) =>
    ['systemReset', 'link', 'migrate'].includes(playOf(operation, board, scenario).kind),
  );
};

/** @throws TargetError for a board whose device qtest cannot reach. */
function qtestBoard(scenario: Scenario): Board {
  const board = boardFor(scenario);
  if (board.wiring.kind === 'ccw') throw notOverQtest(scenario);
  return board;
}

/** @throws TargetError when an operation cannot be played on QEMU. */
export function writeRun(run: ScriptRun): readonly string[] {
  const collected = new Collector(qtestBoard(run.scenario), run.scenario);
  for (const step of run.steps) collected.step(step);
  const layOut = (machine: Machine, index: number) => layOutMachine(machine, index > 0, run);
  const heading = run.title === '' ? [] : [`# ${run.title}`, `echo ${quote(run.title)}`];
  return [...heading, ...collected.machines.flatMap(layOut)];
}

/** Collects the commands of each machine, counting their replies. */
class Collector {
  readonly machines: Machine[];
  #machine: Machine;
  readonly #board: Board;
  readonly #scenario: Scenario;
  #qmpCommands = 0;

  constructor(board: Board, scenario: Scenario) {
    this.#board = board;
    this.#scenario = scenario;
    this.#machine = newMachine('');
    this.machines = [this.#machine];
    this.#setUp('Set-up, as firmware would do it.');
  }

  step({ operation, text, expects }: ScriptStep): void {
    this.#comment(text);
    const play = playOf(operation, this.#board, this.#scenario);
    this.#play(play);
    for (const expected of expects) this.#check(expected.observation, play, `${text}: ${expected.text}`);
  }

  #play(play: Play): void {
    switch (play.kind) {
      case 'read':
        this.#send([play.access]);
        return;
      case 'accesses':
        this.#send(play.accesses);
        if (play.settles) this.#afterwards('nap');
        return;
      case 'link':
        this.#qmp('set_link', `{"name":"${DEVICE_ID}","up":${play.up}}`);
        return;
      case 'systemReset':
        this.#qmp('system_reset', '{}', '"RESET"');
        this.#setUp('Set-up again, because the reset cleared it.');
        return;
      case 'migrate':
        this.#qmp('migrate', `{"uri":"exec:cat > '$work/machine'"}`);
        this.#afterwards('migrated || exit 2');
        this.#send('idle');
        this.#machine = newMachine('The machine that loads what was saved.');
        this.machines.push(this.#machine);
        this.#send('idle');
        this.#afterwards('migrated || exit 2');
    }
  }

  #check(observation: Observation, play: Play, label: string): void {
    if (observation.kind === 'configInterrupt') {
      const [read, ...rest] = takeInterruptStatus(this.#board, this.#scenario);
      if (read?.kind !== 'read') return;
      this.#comment('The interrupt status:');
      this.#send([read]);
      const bit = shellHex(asTargetNumber(ISR_CONFIG, read.size, this.#board.byteOrder), read.size);
      this.#compare(bit, bit, label);
      this.#send(rest);
      return;
    }
    const value = valueIn(observation);
    if (value === undefined || play.kind !== 'read' || play.access.kind !== 'read') return;
    const { size } = play.access;
    this.#compare(shellHex(asTargetNumber(value, size, this.#board.byteOrder), size), '-1', label);
  }

  /** Compares the last reply so far. */
  #compare(expected: string, mask: string, label: string): void {
    const { checks, replies } = this.#machine;
    checks.push(`check ${replies} ${expected} ${mask} ${quote(label)}`);
  }

  #setUp(comment: string): void {
    const accesses = setUp(this.#board);
    if (accesses.length > 0) this.#comment(comment);
    this.#send(accesses);
  }

  #comment(text: string): void {
    this.#chunk().lines.push(`# ${text}`);
  }

  #send(what: readonly Access[] | 'idle'): void {
    const lines =
      what === 'idle' ? [IDLE_COMMAND] : what.flatMap((access) => qtestLines(access, this.#board.byteOrder));
    this.#chunk().lines.push(...lines);
    this.#machine.replies += lines.length;
  }

  /** Ends the chunk with a shell line, which runs once QEMU has answered everything before it. */
  #afterwards(shell: string): void {
    this.#chunk().after.push(`answered ${this.#machine.replies} || exit 2`, shell);
    this.#machine.chunks.push({ lines: [], after: [] });
  }

  /** Something idle stands before and after: the pipes are open then, and the end of the run waits for it. */
  #qmp(command: string, args: string, until?: string): void {
    this.#qmpCommands += 1;
    const id = this.#qmpCommands;
    const text = `{"execute":"${command}","arguments":${args},"id":"${id}"}`.replaceAll('"', '\\"');
    this.#send('idle');
    this.#afterwards(`qmp "${text}" '${until ?? `"id": "${id}"`}' || exit 2`);
    this.#send('idle');
  }

  #chunk(): Chunk {
    const last = this.#machine.chunks.at(-1);
    if (last !== undefined) return last;
    const first: Chunk = { lines: [], after: [] };
    this.#machine.chunks.push(first);
    return first;
  }
}

function layOutMachine(machine: Machine, incoming: boolean, run: ScriptRun): readonly string[] {
  const qmp = needsQmp(run);
  const command = [
    `machine "$${run.variable}"`,
    ...machineArguments(boardFor(run.scenario), run.scenario).map(quote),
    ...(qmp ? ['-qmp', 'pipe:"$work/qmp"'] : []),
    ...(incoming ? ['-incoming', `"exec:cat '$work/machine'"`] : []),
    ...['-qtest', 'stdio'],
  ].join(' ');
  const chunks = machine.chunks.filter(({ lines, after }) => lines.length > 0 || after.length > 0);
  const [first, second] = chunks;
  const simple = first !== undefined && first.after.length === 0 && second === undefined;
  const fed = simple
    ? [`grep -v '^#' << 'EOF' | ${command} &`, ...first.lines, 'EOF']
    : ['{', ...chunks.flatMap(layOutChunk), `} | ${command} &`];
  return [
    ...(machine.title === '' ? [] : [`# ${machine.title}`]),
    ...(qmp ? ['pipes'] : []),
    ...fed,
    `finish ${machine.replies}`,
    ...machine.checks,
    '',
  ];
}

const layOutChunk = ({ lines, after }: Chunk): readonly string[] => [
  ...(lines.length === 0 ? [] : ["grep -v '^#' << 'EOF'", ...lines, 'EOF']),
  ...after,
];

const newMachine = (title: string): Machine => ({ title, chunks: [], checks: [], replies: 0 });

const valueIn = (observation: Observation): number | undefined => {
  if (observation.kind === 'read') return observation.value;
  return observation.kind === 'config' ? valueOfBytes(observation.bytes) : undefined;
};

/** A number as a reply shows it, at the width of the access. */
const shellHex = (value: number, size: number): string => `0x${value.toString(16).padStart(2 * size, '0')}`;

/** A word as the shell takes it literally. */
const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
