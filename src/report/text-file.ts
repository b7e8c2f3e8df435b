/** A report that is to be a file. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** One of several texts of a report, with a name for the file that it may go to. */
export interface NamedText {
  readonly slug: string;
  readonly text: string;
}
