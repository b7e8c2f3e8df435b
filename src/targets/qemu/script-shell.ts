/**
 * The fixed parts of a reproduction script: plain POSIX shell, tried with dash and bash. script-run.ts writes
 * the calls of these functions.
 */

/** Temporary files, starting QEMU, and waiting for its answers. */
export const STARTING = `
work=$(mktemp -d) || exit 2
: > "$work/replies"
clean() {
  [ ! -s "$work/pid" ] || kill -9 "$(cat "$work/pid")" 2> /dev/null
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' HUP INT TERM

nap() { sleep 0.05 2> /dev/null || sleep 1; }

# Runs QEMU: qtest commands come in, replies go to a file.
machine() {
  "$@" -pidfile "$work/pid" > "$work/replies" 2> "$work/errors"
  echo "$?" > "$work/ended"
}

# answered COUNT: waits until QEMU has answered that many commands.
answered() {
  tries=0
  while count=$(grep -c -e '^OK' -e '^FAIL' "$work/replies" 2> /dev/null); [ "${'$'}{count:-0}" -lt "$1" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || [ -e "$work/ended" ] || [ ! -d "$work" ]; then return 1; fi
    nap
  done
}

# finish COUNT: ends QEMU once it has answered everything.
finish() {
  if ! answered "$1"; then
    echo "QEMU did not answer all $1 commands; it said:" >&2
    cat "$work/errors" >&2
    exit 2
  fi
  kill "$(cat "$work/pid")"
  wait
  grep -e '^OK' -e '^FAIL' "$work/replies" > "$work/answers"
  if grep '^FAIL' "$work/answers" >&2; then exit 2; fi
  rm -f "$work/pid" "$work/ended"
  : > "$work/replies"
}
`;

/** Comparing answers. */
export const CHECKING = String.raw`checked=0
different=0

# check REPLY EXPECTED MASK LABEL: compares an answer with what the trace says.
check() {
  got=$(sed -n "${'$'}{1}s/^OK //p" "$work/answers")
  checked=$((checked + 1))
  verdict=same
  if [ $((${'$'}{got:-0} & $3)) -ne $(($2)) ]; then
    verdict=DIFFERENT
    different=$((different + 1))
  fi
  printf "%s\n    trace: %s   QEMU: 0x%0$((${'$'}{#2} - 2))x   %s\n" "$4" "$2" "$((${'$'}{got:-0}))" "$verdict"
}
`;

/** Speaking QMP through named pipes, for what qtest cannot do: resets, links, migration. */
export const SPEAKING_QMP = String.raw`talking=

pipes() {
  rm -f "$work/qmp.in" "$work/qmp.out"
  mkfifo "$work/qmp.in" "$work/qmp.out" || exit 2
}

# qmp COMMAND TEXT: sends a command and waits until QEMU says the text.
qmp() {
  if [ -z "$talking" ]; then
    exec 4> "$work/qmp.in" 5< "$work/qmp.out"
    talking=yes
    echo '{"execute":"qmp_capabilities"}' >&4
  fi
  printf '%s\n' "$1" >&4
  while read -r said <&5; do
    case $said in
      *"$2"*) return 0 ;;
      *'"error"'*) echo "$said" >&2; return 1 ;;
    esac
  done
  return 1
}

# Waits for the end of a migration, on either side.
migrated() {
  while qmp '{"execute":"query-migrate","id":"poll"}' '"id": "poll"'; do
    case $said in
      *'"status": "completed"'*) return 0 ;;
      *'"status": "failed"'*) echo "$said" >&2; return 1 ;;
    esac
    nap
  done
  return 1
}
`;

const DIFFERS = `if [ "$different" -ne 0 ]; then
  echo "Not reproduced: $different of $checked answers differ."
  exit 1
fi
`;

/** The verdict. With nothing to compare there is none. */
export const FINISHING = `${DIFFERS}if [ "$checked" -eq 0 ]; then
  echo "Nothing shown: no answer in this run is compared with anything." >&2
  exit 2
fi
echo "Reproduced: all $checked answers are as the trace says."
`;

/** In place of a verdict, where no answer shows what is wrong. @param because one line of printable text */
export const finishingUnseen = (
  because: string,
): string => `${DIFFERS}echo "Played: $checked answers are as the trace says."
printf '%s\\n' ${quoted(`Nothing shown of the claim: ${because}.`)} >&2
exit 2
`;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
