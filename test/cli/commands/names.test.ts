/** The commands that say what there is: list, explain, draw, help. */
import { describe, expect, it } from 'vitest';
import { PATCHES } from '../../../machines/semantics/index.ts';
import { PROPERTIES } from '../../../properties/index.ts';
import { parseXml } from '../../diagram/well-formed-xml.ts';
import { expectGolden } from '../../report/golden.ts';
import { runHere } from '../run-here.ts';

describe('list', () => {
  it('lists everything, or one topic', async () => {
    const all = await runHere(['list']);
    for (const word of ['semantics:', 'patches:', 'qemu-7.2', 'junit', 'vhost-user'])
      expect(all.stdout).toContain(word);
    expect((await runHere(['list', 'transports'])).stdout).toMatch(/^pci +PCI.*\nmmio .*\nccw .*\n$/);
  });

  it('has the same as JSON', async () => {
    const { properties } = JSON.parse((await runHere(['list', '--json'])).stdout);
    expect(properties).toHaveLength(PROPERTIES.length);
  });

  it('lists rules when asked, with their claims or the reason why there is none, and counts them', async () => {
    const { stdout } = await runHere(['list', 'rules']);
    expect(stdout).toMatch(/^2\.2\.2-c +\(must, device\) .*unofferedSetRefused/m);
    expect(stdout).toMatch(/^4\.1\.4\.10-e .*\[not modelled: MSI-X\]$/m);
    expect(stdout).toMatch(/^\d+ of 288 rules have a claim\.$/m);
    expect((await runHere(['list'])).stdout).not.toContain('rules:');
  });

  it('writes the page of rules, and no other page', async () => {
    expectGolden((await runHere(['list', 'rules', '--markdown'])).stdout, 'docs/rules.md');
    const { exitCode, error } = await runHere(['list', 'drivers', '--markdown']);
    expect([exitCode, error]).toEqual([2, '--markdown is for "virtio-verify list rules" only']);
  });
});

describe('list features', () => {
  it('lists those of a device and of every one, or of all devices', async () => {
    const { stdout } = await runHere(['list', 'features', '--device', 'net']);
    expect(stdout).toMatch(/^MTU +bit 3 of net$/m);
    expect(stdout).toMatch(/^MQ +bit 22 of net, needs VIRTIO_NET_F_CTRL_VQ$/m);
    expect(stdout).toMatch(/^RING_PACKED +bit 34 of every device$/m);
    expect(stdout).not.toContain('of blk');
    expect((await runHere(['list', 'features'])).stdout).toMatch(/^BLK_SIZE +bit 6 of blk$/m);
    expect((await runHere(['list'])).stdout).not.toContain('features:');
  });

  it.each([
    [['list', 'drivers', '--device', 'net'], '--device is for "virtio-verify list features" only'],
    [
      ['list', 'features', '--device', 'nett'],
      /^--device "nett" is not known \(did you mean "net"\?\); known: net,/,
    ],
  ])('is all that takes a device: %j', async (argv, message) => {
    const { exitCode, error } = await runHere(argv);
    expect(exitCode).toBe(2);
    expect(error).toMatch(message);
  });
});

describe('a name that is not known', () => {
  it.each([
    [['check', '--transport', 'x'], 'list transports'],
    [['check', '--byte-order', 'x'], 'list byte-orders'],
    [['check', '--features', 'x'], 'list features --device net'],
    [['check', '--patch', 'x'], 'list patches'],
    [['check', '--property', 'x'], 'list properties'],
    [['check', '--operations', 'x'], 'list operations'],
    [['check', '--confirm', 'x'], 'list targets'],
    [['check', '--reporter', 'x'], 'list reporters'],
    [['draw', 'x'], 'list machines'],
  ])('is told with the command that lists the others: %j', async (argv, command) => {
    const { exitCode, error } = await runHere(argv);
    expect(exitCode).toBe(2);
    const [, named] = /; "virtio-verify (list [^"]+)" lists them$/.exec(error ?? '') ?? [];
    expect(named).toBe(command);
    expect((await runHere(command.split(' '))).exitCode).toBe(0);
  });
});

describe('explain', () => {
  it('explains every property and patch, and finds where each is defined', async () => {
    for (const name of [...PROPERTIES.map(({ id }) => id), ...PATCHES.keys()]) {
      const { exitCode, stdout } = await runHere(['explain', name]);
      expect(exitCode).toBe(0);
      expect(stdout, name).toMatch(/^defined {4}(properties|machines\/semantics\/patches)\/[\w.-]+\.ts$/m);
    }
  });

  it.each(['modernUntilReset', 'force-modern-v1', 'qemu-7.2', 'linux-5.18', 'adversary', 'R2', '2.1.2-b'])(
    '%s',
    async (name) => {
      expectGolden((await runHere(['explain', name])).stdout, `test/golden/cli/explain-${name}.txt`);
    },
  );
});

describe('draw', () => {
  it('draws a machine that the default scenario does not use', async () => {
    for (const name of ['virtio-ccw', 'vhost', 'reference-device', 'virtio-blk', 'legacy'])
      expect((await runHere(['draw', name])).stdout, name).toMatch(/^stateDiagram-v2/);
  });

  it('draws patches', async () => {
    const { stdout } = await runHere(['draw', 'qemu-virtio-device', '--patch', 'indicate-modern']);
    expect(stdout).not.toBe((await runHere(['draw', 'qemu-virtio-device'])).stdout);
  });

  it('draws the lifecycle that a driver reaches', async () => {
    const argv = ['draw', 'lifecycle', '--driver', 'linux-5.18', '--transport', 'ccw'];
    expectGolden((await runHere(argv)).stdout, 'test/golden/cli/lifecycle-linux-5.18.mmd');
    parseXml((await runHere([...argv, '--format', 'svg'])).stdout);
  });

  it('writes DOT, which is what the SVG is made of', async () => {
    const argv = ['draw', 'qemu-virtio-device', '--format'];
    const dot = (await runHere([...argv, 'dot'])).stdout;
    const svg = (await runHere([...argv, 'svg'])).stdout;
    expect(dot).toMatch(/^digraph "qemu-virtio-device" \{/);
    for (const id of [
      'state:qemu-virtio-device.failed',
      'edge:qemu-virtio-device:qemu-virtio-device.failed',
    ]) {
      expect(dot).toContain(`id="${id}"`);
      expect(svg).toContain(`id="${id}"`);
    }
  });

  it('draws a block of registers as a table of all that it answers', async () => {
    const { stdout } = await runHere(['draw', 'virtio-pci', '--format', 'svg']);
    for (const event of ['modern.write.driverFeatureSelect', 'legacy.read.config', 'host.systemReset'])
      expect(stdout).toContain(event);
    expect((await runHere(['draw', 'virtio-pci'])).stdout).not.toContain('modern.write.driverFeatureSelect');
  });

  it('says when the drawing is not complete', async () => {
    const argv = ['draw', 'lifecycle', '--transport', 'ccw', '--max-states', '5'];
    const { exitCode, notes } = await runHere(argv);
    expect(exitCode).toBe(3);
    expect(notes?.[0]).toMatch(/not complete: the limit of 5 states/);
  });
});

it.each(['check', 'conform', 'replay', 'list', 'explain', 'draw'])('%s has help', async (command) => {
  const { exitCode, stdout } = await runHere([command, '--help']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Usage: virtio-verify ${command}`));
});

it('has help as a whole, and a version', async () => {
  const { stdout } = await runHere(['--help']);
  expect(stdout).toContain('Exit codes:');
  expect((await runHere(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(await runHere([])).toMatchObject({ exitCode: 2, stdout: '' });
});
