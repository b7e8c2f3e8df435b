/** Stored traces and litmus tests as a suite. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../../diagram/well-formed-xml.ts';
import { runHere, temporaryFolder } from '../run-here.ts';

const TRACE = 'test/fixtures/traces/pci-reset-keeps-feature-shadow.json';

function folder(): string {
  const path = temporaryFolder();
  mkdirSync(join(path, 'deeper'));
  copyFileSync(TRACE, join(path, 'deeper', 'b.json'));
  writeFileSync(join(path, 'a.json'), '{"schemaVersion":1,');
  writeFileSync(join(path, 'notes.txt'), 'no litmus test');
  return path;
}

describe('replay of a folder', () => {
  it('plays each file, also where one cannot be read, and says what is wrong first', async () => {
    const path = folder();
    const { exitCode, stdout } = await runHere(['replay', path]);
    const lines = stdout.replaceAll(path, 'DIR').split('\n');
    expect(lines.at(-2)).toMatch(/^2 files: /);
    expect(stdout).toMatch(/unreadable {4}\S+a\.json {2}.*expected/);
    expect(stdout).not.toContain('notes.txt');
    expect(exitCode).not.toBe(0);
  });

  it('is well-formed JUnit, where what could not be played is an error', async () => {
    const path = folder();
    const { stdout, files } = await runHere(['replay', path, '--reporter', `junit=${path}/out.xml`]);
    expect(stdout).toContain('2 files: ');
    const text = files?.[0]?.text ?? '';
    const names = parseXml(text.replace(/^<\?xml.*\?>\n/, ''));
    expect(names.filter((name) => name === 'testcase')).toHaveLength(2);
    expect(names).toContain('error');
  });

  it('is one object with --json', async () => {
    const { suite } = JSON.parse((await runHere(['replay', folder(), '--json'])).stdout);
    expect(suite.map(({ result }: { result: string }) => result)).toContain('unreadable');
  });

  it('passes when each file alone does', async () => {
    const alone = await runHere(['replay', TRACE, '--semantics', 'spec-1.4']);
    const both = await runHere(['replay', TRACE, TRACE, '--semantics', 'spec-1.4']);
    expect(both.exitCode).toBe(alone.exitCode);
    expect(both.stdout).toContain('2 files: ');
  });

  it('refuses an empty folder, one form for several traces, and reports that it does not have', async () => {
    expect(await runHere(['replay', temporaryFolder()])).toMatchObject({ exitCode: 2 });
    expect(await runHere(['replay', TRACE, TRACE, '--format', 'text'])).toMatchObject({ exitCode: 2 });
    const unknown = await runHere(['replay', TRACE, '--reporter', 'sarif']);
    expect(unknown).toMatchObject({ exitCode: 2, error: expect.stringContaining('text, json, junit') });
  });
});
