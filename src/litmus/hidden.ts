/** Characters that a terminal may obey, and others that do not show. */

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

export const holdsHidden = (text: string): boolean => text.match(HIDDEN) !== null;

/** Text in which what does not show is escaped as JSON has it; JSON reads back the same. */
export const escapeHidden = (text: string): string =>
  text.replace(HIDDEN, (char) =>
    Array.from(char.split(''), (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  );
