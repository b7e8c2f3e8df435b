/**
 * The long proof that what is explored is what xstate makes of the machines: `npm run prove`. Its short form, with a
 * smaller alphabet, is test/model/every-scenario.test.ts.
 */
import { parseArgs } from 'node:util';
import { renderText } from '../../src/bench/table.ts';
import { NotEqualError, proofTable, prove } from './prove.ts';

const EXIT = { done: 0, differs: 1, misuse: 2, interrupted: 130 } as const;

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    interrupted = true;
  });
process.exitCode = await main();

async function main(): Promise<number> {
  const note = (line: string) => void process.stderr.write(`${line}\n`);
  try {
    // It takes nothing: everything that is shipped is compared.
    parseArgs();
  } catch (error) {
    note(`prove: expected no arguments, but ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.misuse;
  }
  try {
    const proofs = await prove(note, () => interrupted);
    if (proofs === undefined) return EXIT.interrupted;
    process.stdout.write(renderText(proofTable(proofs)));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof NotEqualError)) throw error;
    note(`prove: ${error.message}`);
    return EXIT.differs;
  }
}
