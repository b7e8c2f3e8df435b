/** A base or a patch says which bits its front end passes on, and machines and claims follow it. */
import { describe, expect, it } from 'vitest';
import { sendWord } from '../../machines/overlay/observations.ts';
import { ackedFeatures } from '../../machines/overlay/words.ts';
import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario } from '../../src/check/check.ts';
import { buildModel, ScenarioError } from '../../src/model/build-model.ts';
import { definePatch, type Patch } from '../../src/statechart/patch.ts';

const scenario = (fields: Partial<Scenario> = {}): Scenario => ({
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'ccw',
  flavour: 'transitional',
  device: 'net',
  backend: 'vhost-user',
  driver: 'adversary',
  byteOrder: 'big',
  features: ['MTU', 'CTRL_VQ', 'MQ'],
  ...fields,
});

const GETS_SET = PROPERTIES.filter(({ id }) => id === 'backendGetsAcknowledgedSet');

const verdictOf = (of: Scenario, patches: readonly Patch[] = []): string | undefined =>
  checkScenario({ ...of, patches: patches.map(({ name }) => name) }, GETS_SET, { patches }).verdicts[0]
    ?.verdict;

const masks = definePatch({
  name: 'masks',
  title: 'a back end without MQ is not sent it',
  source: 'a test',
  machines: () => ({}),
  frontEnd: () => ({ keepsBack: ['ACCESS_PLATFORM', 'MQ'] }),
});

const masksAndDoesNotSay = definePatch({
  name: 'masks-and-does-not-say',
  title: 'the same, as a step of its own',
  source: 'a test',
  machines: () => ({
    vhost: {
      actions: {
        sendAcked: sendWord(({ context }) => ({
          ...ackedFeatures(context),
          low: (context.ackedLow & ~(1 << 22)) >>> 0,
        })),
      },
    },
  }),
});

describe('backendGetsAcknowledgedSet', () => {
  it('holds on blk with vhost-user, on each transport', () => {
    for (const transport of ['pci', 'mmio'] as const) {
      const blk = scenario({ transport, flavour: 'modern', device: 'blk', features: [], driver: 'modern' });
      expect(verdictOf(blk), transport).toBe('holds');
    }
  });

  it('holds where a device with ACCESS_PLATFORM keeps it back from the back end', () => {
    expect(verdictOf(scenario({ features: ['MTU', 'ACCESS_PLATFORM'] }))).toBe('holds');
  });

  it('holds for a front end that says what it keeps back, and not for one that does not', () => {
    expect(verdictOf(scenario(), [masks])).toBe('holds');
    expect(verdictOf(scenario(), [masksAndDoesNotSay])).toBe('violated');
  });

  it('holds on kvmtool\u2019s fix, and still finds a bug that is laid over it', () => {
    const fix = PATCHES.get('backend-offer-masks');
    const bug = PATCHES.get('backend-gets-all-features');
    if (fix === undefined || bug === undefined) expect.unreachable();
    const kernel = scenario({ backend: 'vhost-kernel' });
    expect(verdictOf(kernel, [fix])).toBe('holds');
    expect(verdictOf(kernel, [fix, bug])).toBe('violated');
  });
});

describe('the front end of a base', () => {
  const frontEndOf = (semantics: string, device: string) =>
    buildModel(scenario({ semantics, device, transport: 'pci', features: [] }), { patches: [] }).input
      .frontEnd;

  it('adds the socket\u2019s own bit to every class in 7.2, and to net only in 6.1', () => {
    expect(frontEndOf('qemu-7.2', 'blk').own.low).toBe(1 << 30);
    expect(frontEndOf('qemu-6.1', 'net').own.low).toBe(1 << 30);
    expect(frontEndOf('qemu-6.1', 'blk').own.low).toBe(0);
  });

  it('is told of a name that no feature has', () => {
    const odd: Patch = { ...masks, frontEnd: () => ({ keepsBack: ['MTUU'] }) };
    expect(() => buildModel(scenario(), { patches: [odd] })).toThrow(ScenarioError);
    expect(() => buildModel(scenario(), { patches: [odd] })).toThrow(
      'the front end of masks: feature "MTUU" is not known for device net',
    );
  });
});
