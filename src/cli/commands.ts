/** Every command. To add one: a file with a CommandSpec, and one line here. */
import { check } from './check.ts';
import type { CommandSpec } from './command-spec.ts';
import { conform } from './conform.ts';
import { draw } from './draw.ts';
import { explain } from './explain.ts';
import { list } from './list.ts';
import { newPatch } from './new-patch.ts';
import { replay } from './replay.ts';
import { review } from './review.ts';
import { thread } from './thread.ts';

export const COMMANDS: readonly CommandSpec[] = [
  check,
  review,
  conform,
  replay,
  list,
  explain,
  draw,
  newPatch,
  thread,
];
