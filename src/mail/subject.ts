/** What a subject line says of a patch: `Re: [PATCH RFC v2 3/5] title`. */

export interface Subject {
  /** Without what stands in brackets. */
  readonly title: string;
  /** `[PATCH v2 3/5]`: 3 and 5; a cover letter has number 0. */
  readonly number: number | undefined;
  readonly total: number | undefined;
  /** 1 where the subject does not say. */
  readonly version: number;
  readonly isReply: boolean;
}

/** Reads a decoded, unfolded subject. */
export function readSubject(subject: string): Subject {
  const [, reply = '', rest = ''] =
    /^((?:\s*(?:re|aw|fwd?|sv)\s*(?:\[\d+\])?\s*:)*)\s*(.*)$/is.exec(subject) ?? [];
  const [, brackets = '', title = ''] =
    /^((?:\s*\[[^\]]*\]\s*(?:(?:re|aw):\s*(?=\[))*)*)(.*)$/is.exec(rest) ?? [];
  const [, number, total] = /\b(\d{1,4})\s*\/\s*(\d{1,4})\b/.exec(brackets) ?? [];
  const version = /\bv(\d{1,3})\b/i.exec(brackets)?.[1];
  return {
    title: title.replace(/\s+/g, ' ').trim(),
    number: number === undefined ? undefined : Number(number),
    total: total === undefined ? undefined : Number(total),
    version: version === undefined ? 1 : Number(version),
    isReply: /\S/.test(reply) || /\b(?:re|aw):/i.test(brackets),
  };
}
