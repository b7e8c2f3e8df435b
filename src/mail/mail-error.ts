/** The error for a file that holds no patch that can be read. */
import { type BadFile, BadFileError } from '../errors/errors.ts';

/**
 * A mail, mailbox or text that cannot be used (exit code 2): its fields say what was expected, what was found
 * instead and what to do next.
 */
export class MailError extends BadFileError {
  constructor(bad: BadFile, options?: ErrorOptions) {
    super(bad, options);
    this.name = 'MailError';
  }
}
