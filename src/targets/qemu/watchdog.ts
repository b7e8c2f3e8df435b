/**
 * What ends QEMU when we cannot: a shell in a session of its own that reads from a pipe of ours. The system closes the
 * pipe however we end, also by SIGKILL; then the shell kills whatever is still on its list, and removes its files.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * `add PID DIRECTORY` and `drop PID`, a line each. The list is in the positional parameters, which a POSIX shell has in
 * place of arrays. A process leads a group of its own, so that a wrapper's QEMU ends with the wrapper.
 */
const SCRIPT = `
while read -r verb pid directory; do
  if [ "$verb" = add ]; then
    set -- "$@" "$pid" "$directory"
  else
    left=$#
    while [ "$left" -gt 0 ]; do
      [ "$1" = "$pid" ] || set -- "$@" "$1" "$2"
      shift 2
      left=$((left - 2))
    done
  fi
done
while [ $# -gt 0 ]; do
  kill -9 "-$1" 2>/dev/null || kill -9 "$1" 2>/dev/null
  [ -z "$2" ] || rm -rf "$2"
  shift 2
done
`;

let pipe: Writable | undefined;

/** Has a process, and the folder with its files if it has one, ended with ours; returns a function that calls it off. */
export function endWithUs(pid: number, directory = ''): () => void {
  pipe ??= start().stdin ?? undefined;
  pipe?.write(`add ${pid} ${directory}\n`);
  return () => pipe?.write(`drop ${pid}\n`);
}

/** Without a shell nothing is lost but this promise; our own exit handlers do not need it. */
function start(): ChildProcess {
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => {});
  shell.stdin?.on('error', () => {});
  // It waits for us, and we do not wait for it.
  shell.unref();
  const { stdin } = shell;
  if (stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return shell;
}
