/** Names chosen by pattern: `*` stands for any text, `?` for one character. */

/** True if the whole name fits the pattern. */
export function matchesGlob(pattern: string, name: string): boolean {
  // Two pointers and the last star: no regular expression, so no pattern can make it slow.
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let index = 0; index < name.length; ) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at++;
      retry = index;
    } else if (wanted === '?' || wanted === name[index]) {
      at++;
      index++;
    } else if (star !== -1) {
      at = star + 1;
      index = ++retry;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
