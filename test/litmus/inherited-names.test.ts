/** Names that every JavaScript object has, in every place of a litmus text where a name may stand. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderLitmus, traceOfRecorded } from '../../src/litmus/from-trace.ts';
import type { Litmus } from '../../src/litmus/litmus.ts';
import { LitmusError } from '../../src/litmus/litmus-error.ts';
import { parseLitmus } from '../../src/litmus/parse.ts';
import { runHere, temporaryFolder } from '../cli/run-here.ts';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
const HEAD = 'litmus t\nscenario pci modern, net\noffered MTU\n';
const READ = `${HEAD}read deviceStatus\n`;

/** `NAME` is where the name goes. */
const PLACES = [
  'litmus NAME\nscenario pci modern, net',
  'litmus t\nNAME pci modern, net',
  'litmus t\nscenario NAME, pci modern, net',
  'litmus t\nscenario qemu-7.2 + NAME, pci modern, net',
  'litmus t\nscenario NAME modern, net',
  'litmus t\nscenario pci NAME, net',
  'litmus t\nscenario pci modern, NAME',
  'litmus t\nscenario pci modern, net/NAME',
  'litmus t\nscenario pci modern, net, NAME',
  'litmus t\nscenario pci modern, net, NAME-endian guest',
  'litmus t\nscenario pci modern, net\noffered NAME',
  'litmus t\nscenario pci modern, NAME\noffered MTU\nwrite driverFeature = {MTU}',
  'litmus t\nscenario pci modern, NAME\nread config (mtu), 2 bytes',
  'litmus t\nscenario pci modern, NAME\nstate core.guestFeatures = 0x8 {MTU}',
  ...[
    'NAME',
    'NAME deviceStatus = 3',
    'write NAME = 3',
    'read NAME',
    'write NAME deviceStatus = 3',
    'write deviceStatus = NAME',
    'write deviceStatus = 0x03 (NAME)',
    'write driverFeature = {NAME}',
    'write queueSelect = NAME',
    'write deviceStatus, NAME = 1',
    'read config (NAME), 2 bytes',
    'read config+NAME, 2 bytes',
    'notify NAME',
    'host: NAME',
    'back end: NAME',
    'subchannel: NAME',
    'SET_VIRTIO_REV NAME',
    'READ_FEAT index NAME',
    'WRITE_FEAT index 0 = {NAME}',
    'WRITE_STATUS NAME',
    'READ_CONF config (NAME), 2 bytes',
    'SET_VQ NAME',
    'VDEV_RESET NAME',
    'json {"kind":"NAME"}',
    'json {"NAME":1}',
    'json {"kind":"host","event":"NAME"}',
    'json {"kind":"read","interface":"modern","register":"NAME"}',
    'state NAME.modern = yes',
    'state core.NAME = yes',
    'state core.NAME = 0x8 {MTU}',
    'state core.modern = NAME',
    'state json {"NAME":{"modern":true}}',
    'state json {"core":{"NAME":true}}',
    'exists core.NAME = yes',
    'exists NAME.NAME = NAME',
    'other run NAME',
    'other run after step NAME',
    'other run from power-on\nscenario NAME, pci modern, net\nread deviceStatus',
    'violates NAME',
    'keeps NAME',
    'claim NAME',
    'violation NAME',
  ].map((line) => HEAD + line),
  ...[
    '-> NAME',
    '-> NAME reads 3',
    '-> deviceStatus reads NAME',
    '-> config (NAME) reads 05',
    '-> to the back end: NAME',
    '-> to the back end: setFeatures 0x8 {NAME}',
    '-> host sees NAME',
    '-> json {"kind":"NAME"}',
    '-> json {"kind":"hostEvent","NAME":1}',
    'state NAME.modern = yes',
    'state core.NAME = yes, core.guestFeatures = 0x8 {NAME}',
    'state json {"NAME":{"NAME":true}}',
    'violates NAME at step 1',
    'keeps NAME',
  ].map((line) => READ + line),
];

const TEXTS = PLACES.flatMap((place) => NAMES.map((name) => place.replaceAll('NAME', name)));

/** The test, or the one error that a text may meet. */
function parsed(text: string): Litmus | LitmusError {
  try {
    return parseLitmus(text, 'a.txt');
  } catch (error) {
    expect(error).toBeInstanceOf(LitmusError);
    return error as LitmusError;
  }
}

describe('a name that every object has', () => {
  it.each(TEXTS)('is a name like any other to the parser: %j', (text) => {
    const litmus = parsed(text);
    if (litmus instanceof LitmusError)
      expect(litmus.message).toMatch(/^a\.txt, line \d+: expected [^\n]+, but found [^\n]+; [^\n]+\.$/u);
    else expect(Object.getPrototypeOf(litmus.exists)).toBe(Object.prototype);
  });

  it('is in no table', () => {
    const inTables = NAMES.flatMap((name) => [
      `${HEAD}host: ${name}`,
      `${HEAD}write ${name} = 1`,
      `${HEAD}write deviceStatus = ${name}`,
      `${HEAD}write driverFeature = {${name}}`,
      `${HEAD}read config (${name}), 2 bytes`,
      `${READ}-> ${name} reads 3`,
      `${HEAD}state json {"__proto__":{"${name}":true}}`,
      `litmus t\nscenario pci modern, ${name}\nread config (mtu), 2 bytes`,
    ]);
    for (const text of inTables) expect(() => parseLitmus(text, 'a.txt')).toThrow(LitmusError);
  });

  it('survives in a recorded run as field, message and property', () => {
    const recorded = NAMES.filter((name) => name !== '__proto__').flatMap((name) => {
      const text = `litmus t\nscenario qemu-7.2, pci modern, net\nrecorded\nstate ${name}.${name} = ${name}\n`;
      const step = `read deviceStatus\n-> to the back end: ${name}\nstate core.${name} = yes\nviolates ${name}`;
      const trace = traceOfRecorded(parseLitmus(text + step, 'a.txt'));
      return trace === undefined ? [] : [trace];
    });
    expect(recorded).toHaveLength(NAMES.length - 1);
    for (const trace of recorded)
      expect(traceOfRecorded(parseLitmus(renderLitmus(trace), 'a.txt'))).toEqual(trace);
  });

  it('never makes replay fail of our own fault', async () => {
    const file = join(temporaryFolder(), 'a.txt');
    for (const text of TEXTS) {
      writeFileSync(file, text);
      const { exitCode, stdout, error = '' } = await runHere(['replay', file]);
      const isMisuse = parsed(text) instanceof LitmusError || error !== '';
      expect({ text, exitCode, error }).toEqual({
        text,
        exitCode: isMisuse ? 2 : expect.toSatisfy((code: number) => code <= 1),
        error: isMisuse ? expect.stringMatching(/^[^\n]+$/u) : '',
      });
      expect(stdout === '').toBe(isMisuse);
    }
  }, 120_000);
});
