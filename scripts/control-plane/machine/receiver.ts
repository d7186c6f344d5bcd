/**
 * What `/bin/sh -c` is given on a machine, the same for every call: it reads the words of a command from its standard
 * input, one a line with `=` before it, up to a line with a full stop, and runs them as they are. Nothing that is read
 * is ever parsed as shell, and what was cut off is not run. First word: `input` lets the command read the rest; `held`
 * gives it nothing, and when standard input ends (whoever asked is gone, or the connection) its process group gets
 * SIGKILL. Second word: seconds until the group gets SIGKILL anyway; `timeout` makes the group.
 *
 * It holds no single quote, backslash or line break, so that it can stand in single quotes in the shell that an account
 * logs in with (a POSIX shell or fish; csh would read the exclamation marks).
 */
export const receiver = [
  'export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; umask 077; set --; e=',
  `while IFS= read -r w; do case $w in =*) set -- "$@" "\${w#=}";; .) e=1; break;; *) break;; esac; done`,
  '[ "$e" ] || exit 125',
  'm=$1 d=$2; shift 2',
  'if [ "$m" = input ]; then exec timeout -s KILL "$d" "$@"; fi',
  'exec 3<&0; { timeout -s KILL "$d" "$@" </dev/null 3<&- & }; p=$!',
  '{ (read -r w <&3; kill -s KILL -- "-$p" "$p") >/dev/null 2>&1 & }; w=$!',
  'wait "$p"; c=$?; kill -s KILL "$w"; exit "$c"',
].join('; ');

/** The words of a command for {@link receiver}. @throws RangeError for a word that cannot be carried */
export function encodeWords(mode: 'held' | 'input', deadlineSeconds: number, words: readonly string[]): string {
  const unfit = words.find((word) => /[\n\0]/.test(word));
  if (unfit !== undefined) throw new RangeError(`${JSON.stringify(unfit.slice(0, 40))} has a line break or a NUL`);
  return `${[mode, String(deadlineSeconds), ...words].map((word) => `=${word}\n`).join('')}.\n`;
}
