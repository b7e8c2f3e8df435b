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

const REPLY = /^(?:re|aw|fwd?|sv)\s*(?:\[\d+\])?\s*:\s*/i;
const BRACKETS = /^\[([^\]]*)\]\s*/;
/** What a mail program or a list puts before a subject says nothing of a patch: `[External]`, `[Qemu-devel]`. */
const OF_A_PATCH = /\bpatch\b|\d\s*\/\s*\d/i;

/** Reads a decoded, unfolded subject. */
export function readSubject(subject: string): Subject {
  const { title, brackets, isReply } = withoutMarks(subject.trimStart());
  const [, number, total] = /\b(\d{1,4})\s*\/\s*(\d{1,4})\b/.exec(brackets) ?? [];
  const version = /\bv(\d{1,3})\b/i.exec(brackets)?.[1];
  return {
    title: title.replace(/\s+/g, ' ').trim(),
    number: number === undefined ? undefined : Number(number),
    total: total === undefined ? undefined : Number(total),
    version: version === undefined ? 1 : Number(version),
    isReply,
  };
}

/** Marks of replies and brackets in any order; behind a patch's own brackets a `re:` belongs to the title. */
function withoutMarks(subject: string): {
  readonly title: string;
  readonly brackets: string;
  readonly isReply: boolean;
} {
  let rest = subject;
  let brackets = '';
  let isReply = false;
  for (;;) {
    const [reply] = REPLY.exec(rest) ?? [];
    const [bracket, inner = ''] = BRACKETS.exec(rest) ?? [];
    const behind = reply === undefined ? '' : rest.slice(reply.length);
    if (reply !== undefined && (!OF_A_PATCH.test(brackets) || behind.startsWith('['))) {
      isReply = true;
      rest = behind;
    } else if (bracket !== undefined) {
      brackets += `[${inner}]`;
      rest = rest.slice(bracket.length);
    } else return { title: rest, brackets, isReply };
  }
}
