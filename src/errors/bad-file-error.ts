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
    super(`${where}: expected ${bad.expected}, but found ${bad.found}; ${next}.`, options);
    this.name = 'BadFileError';
    this.file = bad.file;
    this.place = bad.place;
    this.expected = bad.expected;
    this.found = bad.found;
    this.next = next;
  }
}
