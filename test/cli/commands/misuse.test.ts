import { expect, it } from 'vitest';
import { runHere, USER_FILES } from '../run-here.ts';

const CCW = ['check', '--transport', 'ccw', '--property', 'resetClearsStatus'];

/** One sentence on stderr, exit code 2, nothing on stdout, no stack. */
const MISUSES: readonly (readonly [argv: readonly string[], sentence: RegExp])[] = [
  [['chekc'], /^unknown command 'chekc' \(Did you mean check\?\)$/],
  [['check', '--transprt', 'ccw'], /^unknown option '--transprt' \(Did you mean --transport\?\)$/],
  [
    ['check', '--transport', 'pcie'],
    /^--transport "pcie" is not known \(did you mean "pci"\?\); known: pci, mmio/,
  ],
  [['check', '--semantics', 'xen'], /^--semantics "xen" is not known; known: qemu-7.2, qemu-6.1, spec-1.4/],
  [['check', '--driver', 'linux-5.81'], /did you mean "linux-5.18"/],
  [['check', '--features', 'MTU,CTLR_VQ'], /did you mean "CTRL_VQ"/],
  [['check', '--property', 'modernUntilRest'], /did you mean "modernUntilReset"/],
  [['check', '--patch', 'force-modern-v3'], /did you mean "force-modern-v1"/],
  [['check', '--transport', 'mmio', '--flavour', 'transitional'], /never both$/],
  [['check', '--max-states', '0'], /whole number from 1/],
  [['check', '--workers', '0'], /whole number from 1/],
  [['review', '--patch', 'force-modern-v2', '--workers', '1.5'], /whole number from 1/],
  [['check', '--time-limit', '5h'], /a time such as 500ms, 30s or 2m/],
  [['check', '--engine', 'fast'], /Allowed choices are exhaustive, sampled, both/],
  [['check', '--reporter', 'junitt'], /did you mean "junit"/],
  [['check', '--reporter', 'junit='], /lacks the file/],
  [['check', '--json', '--reporter', 'sarif'], /only one reporter can write to stdout/],
  [['check', '--confirm', 'qemu', '--qemu-binary', ''], /^--qemu-binary is empty; give it a path, or leave/],
  [['conform', '--qemu-binary', ''], /^--qemu-binary is empty; give it a path, or leave it out$/],
  [
    ['conform', '--transport', 'pci', '--qemu-binary', './package.json'],
    /^--qemu-binary .*package.json could not be started: it is not a file that may be executed/,
  ],
  [['review', '--qemu-base', 'a', '--qemu-patched', ''], /^--qemu-patched is empty; give it a path/],
  [['review', '--patch', 'force-modern-v2', '--mail', ''], /^--mail is empty; give it a file/],
  [['check', '--out', ''], /^--out is empty; give it a folder, or leave it out$/],
  [['replay', ''], /^<file> is empty; expected a name or a path$/],
  [['check', '--quiet', '--verbose'], /cannot be used with/],
  [['replay', 'no-such-file.json'], /no-such-file.json: there is no such file or folder$/],
  [['replay', 'package.json'], /^package.json, name: expected one of the fields schemaVersion/],
  [['list', 'semantic'], /did you mean "semantics"/],
  [['explain', 'modernUntilRest'], /did you mean "modernUntilReset"\?\); "virtio-verify list" has all/],
  [['draw', 'virtio-pcie'], /did you mean "virtio-pci"/],
  [['draw', 'virtio-pci', '--transport', 'ccw'], /"virtio-pci" takes no part in this scenario/],
  [['draw', 'virtio-pci', '--flavour', 'all'], /takes one scenario, but the options name 3/],
  [[...CCW, '--patch', `${USER_FILES}/none.mjs`], /none.mjs: expected an export made with definePatch\(\)/],
  [[...CCW, '--patch', `${USER_FILES}/two.ts`], /say which: --patch .*two.ts#b\.$/],
  [[...CCW, '--patch', `${USER_FILES}/gone.ts`], /gone.ts: .*no such file/],
  [[...CCW, '--patch', `${USER_FILES}/no-title.mjs`], /export "default", field title: expected a string/],
  [[...CCW, '--patch', `${USER_FILES}/misspelt-machine.ts`], /did you mean "virtio-ccw"/],
  [[...CCW, '--patch', `${USER_FILES}/misspelt-step.ts`], /misspelt-step.ts" names step "resetFromStatsu"/],
  [
    [...CCW, '--patch', `${USER_FILES}/missing-action.ts`],
    /missing-action.ts: .*action "look" does not exist/,
  ],
  [
    [...CCW, '--patch', `${USER_FILES}/misspelt-call.ts`],
    /misspelt-call.ts", action "again": part "core" takes no call "setFeaturs" \(did you mean "setFeatures"\?\)/,
  ],
  [
    [...CCW, '--patch', `${USER_FILES}/missing-argument.ts`],
    /missing-argument.ts", action "again": call "setFeatures" of part "core" lacks argument "high", a number$/,
  ],
  [
    [...CCW, '--patch', `${USER_FILES}/unsent-event.ts`],
    /unsent-event.ts" adds a transition on event "setFeaturs", which nothing sends \(did you mean "setFeatures"\?\)$/,
  ],
  [
    [...CCW, '--patch', `${USER_FILES}/throws.ts`],
    /throws.ts, line 12: the code threw TypeError: no such thing$/,
  ],
  [
    [...CCW, '--properties', `${USER_FILES}/misspelt-part.ts`],
    /field reads\[0\]: expected one of "transport"/,
  ],
  [
    [...CCW, '--properties', `${USER_FILES}/taken-id.ts`],
    /property "modernUntilReset": expected an id of its own/,
  ],
];

it.each(MISUSES)('%s', async (argv, sentence) => {
  const { exitCode, stdout, error } = await runHere(argv);
  expect(error).toMatch(sentence);
  expect(error).not.toContain('\n');
  expect(error).not.toMatch(/\bat .*:\d+:\d+/);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

it('says that a fault is ours, with the place only when asked', async () => {
  const runChecks = () => Promise.reject(new RangeError('row 7'));
  const brief = await runHere(CCW, { runChecks });
  expect(brief).toMatchObject({ exitCode: 70, stdout: '' });
  expect(brief.error).toMatch(
    /^this is a bug in virtio-verify: RangeError: row 7 \(run again with --verbose/,
  );
  const verbose = await runHere([...CCW, '--verbose'], { runChecks });
  expect(verbose.error).toContain('misuse.test.ts');
});
