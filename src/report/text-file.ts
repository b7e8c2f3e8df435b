/** A report that is to be a file. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}
