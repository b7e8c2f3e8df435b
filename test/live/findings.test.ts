/** docs/found-in-qemu-7.2.md is what the installed binaries confirm today. */
import { expect, it } from 'vitest';
import { runHere } from '../cli/run-here.ts';
import { expectGolden } from '../report/golden.ts';
import { describeLive } from '../targets/qemu/live.ts';

/** As the page is made; docs/conformance.md has the same command. */
const COMMAND = [
  ...['check', '--transport', 'all', '--flavour', 'all', '--byte-order', 'all', '--device', 'net,blk'],
  ...['--max-states', '20000', '--confirm', 'qemu', '--quiet'],
  ...['--reporter', 'findings=docs/found-in-qemu-7.2.md'],
];

// The page takes binaries of several architectures; whoever has the rarest has the others.
describeLive('qemu-system-s390x', 'what we found in QEMU 7.2', () => {
  it('is current, and holds nothing that the model alone says', async () => {
    const { files, error } = await runHere(COMMAND);
    expect(error).toBeUndefined();
    const page = files?.find(({ path }) => path.endsWith('docs/found-in-qemu-7.2.md'));
    expectGolden(page?.text ?? '', 'docs/found-in-qemu-7.2.md');
  }, 300_000);
});
