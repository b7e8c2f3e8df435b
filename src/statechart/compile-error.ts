/** A machine that the compiled form cannot run, or a part (often a patch) that names what is not there. */
export class CompileError extends Error {
  readonly machine: string;
  constructor(machine: string, message: string, options?: ErrorOptions) {
    super(`machine "${machine}": ${message}`, options);
    this.name = 'CompileError';
    this.machine = machine;
  }
}
