/** Errors that a user meets. Each carries its data as fields, and its message ends with what to do next. */

export interface BadFile {
  /** The file as the user named it. */
  readonly file: string;
  /** Where in the file: `steps[3].operation.register`, `line 4, column 7`, or '' for the file as a whole. */
  readonly place: string;
  /** What belongs there, as a phrase: `one of "pci", "mmio", "ccw"`. */
  readonly expected: string;
  /** What stands there instead, as a phrase: `"pcie"`, `nothing`. */
  readonly found: string;
  /** What the user can do about it. */
  readonly next?: string;
}

/** A file that cannot be used as it is (exit code 2). */
export class BadFileError extends Error implements BadFile {
  readonly file: string;
  readonly place: string;
  readonly expected: string;
  readonly found: string;
  readonly next: string;

  constructor(bad: BadFile, options?: ErrorOptions) {
    const next = bad.next ?? 'correct the file and run the command again';
    const where = bad.place === '' ? bad.file : `${bad.file}, ${bad.place}`;
    super(
      `${where}: expected ${bad.expected}, but found ${bad.found}; ${next}${next.endsWith('?') ? '' : '.'}`,
      options,
    );
    this.name = 'BadFileError';
    this.file = bad.file;
    this.place = bad.place;
    this.expected = bad.expected;
    this.found = bad.found;
    this.next = next;
  }
}

/** What was asked for cannot be done, or makes no sense (exit code 2). */
export class RequestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RequestError';
  }
}

/** A patch or a property from a user's file did something wrong when it was called (exit code 2). */
export class UserCodeError extends Error {
  /** The file, and the line or the function where that is known. */
  readonly place: string;
  readonly problem: string;

  constructor(place: string, problem: string, options?: ErrorOptions) {
    super(`${place}: ${problem}`, options);
    this.name = 'UserCodeError';
    this.place = place;
    this.problem = problem;
  }
}
