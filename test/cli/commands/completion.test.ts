/** Shells complete what there is. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { runHere } from '../run-here.ts';

const scriptFor = async (shell: string): Promise<string> => {
  const { exitCode, stdout } = await runHere(['completion', shell]);
  expect(exitCode).toBe(0);
  return stdout;
};

/** What bash offers for the last of these words. */
function offered(script: string, ...words: readonly string[]): readonly string[] {
  const line = words.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(virtio-verify ${line}); COMP_CWORD=${words.length}; _virtio_verify; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', `${script}\n${ask}`], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((each) => each !== '');
}

it('bash completes commands, options and the names that an option takes', async () => {
  const script = await scriptFor('bash');
  expect(offered(script, 'c')).toEqual(['check', 'conform', 'completion']);
  expect(offered(script, 'check', '--engi')).toEqual(['--engine']);
  expect(offered(script, 'check', '--engine', 's')).toEqual(['sampled']);
  expect(offered(script, 'review', '--transport', '')).toEqual(['pci', 'mmio', 'ccw', 'all']);
  expect(offered(script, 'check', '--property', 'onlyZ')).toEqual(['onlyZeroResets']);
  expect(offered(script, 'check', '--out', 'x')).toEqual([]);
});

it('zsh reads the same, and fish has a line for each option', async () => {
  expect(await scriptFor('zsh')).toContain(await scriptFor('bash'));
  expect(await scriptFor('fish')).toMatch(
    /^complete -c virtio-verify -n '__fish_seen_subcommand_from check' -l engine -r -f -a 'exhaustive sampled both' -d '/m,
  );
});

it('another shell is refused with those that there are', async () => {
  const { exitCode, error } = await runHere(['completion', 'fihs']);
  expect(exitCode).toBe(2);
  expect(error).toContain('did you mean "fish"?');
});
