/** The catalogue is in order: names, claims, rules, and what each property says that it reads. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../machines/vocabulary/operation.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario } from '../../src/check/check.ts';
import type { Property, Readable, StateSeen, StepProperty, StepSeen } from '../../src/property/property.ts';
import { MUTANTS } from '../mutants/index.ts';
import { netScene } from '../mutants/mutant.ts';

const isProperty = (value: unknown): value is Property =>
  typeof value === 'object' && value !== null && 'claim' in value && 'rules' in value;

describe('the catalogue', () => {
  test('lists every property of every file, under the name of its constant', async () => {
    const names = readdirSync(new URL('../../properties', import.meta.url))
      .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
      .map((file) => file.replace('.ts', ''));
    const modules: Readonly<Record<string, unknown>>[] = await Promise.all(
      names.map((name) => import(`../../properties/${name}.ts`)),
    );
    const exported = modules.flatMap((each) => Object.entries(each).filter(([, value]) => isProperty(value)));
    for (const [name, value] of exported) {
      expect(isProperty(value) ? value.id : '').toBe(name);
      expect(PROPERTIES, `${name} is not in properties/index.ts`).toContain(value);
    }
    expect(exported.length).toBe(PROPERTIES.length);
  });

  test('uses an id once', () => {
    expect(new Set(PROPERTIES.map(({ id }) => id)).size).toBe(PROPERTIES.length);
  });

  test.each(PROPERTIES.map((property) => [property.id, property] as const))(
    '%s says one thing, and where it comes from',
    (_id, { claim, rules }) => {
      expect(claim).toMatch(/^[A-Z].*[^.]\.$/);
      expect(claim, 'one sentence').not.toMatch(/[.!?]\s/);
      expect(rules.length).toBeGreaterThan(0);
      // A section with a letter, a section, a two-trace property, a policy where the spec is silent, or the thread.
      for (const rule of rules) expect(rule).toMatch(/^(\d+(\.\d+)+(-[a-z])?|R\d+|S\d+|thread)$/);
    },
  );

  test('says of every claim about one run who sees that it fails; of two runs each cause says so', () => {
    const isAboutTwo = ({ kind }: Property): boolean => kind === 'relational' || kind === 'agreement';
    const silent = PROPERTIES.filter((each) => !isAboutTwo(each) && each.seenBy === undefined);
    expect(silent.map(({ id }) => id)).toEqual([]);
  });
});

class UndeclaredReadError extends Error {}

const PARTS = new Set<PropertyKey>(['transport', 'core', 'class', 'backend', 'history']);

/** A state that only lets what is declared be read. */
const onlyDeclared = (id: string, reads: readonly Readable[], state: StateSeen): StateSeen =>
  new Proxy(state, {
    get: (target, part, receiver) => {
      if (!PARTS.has(part) || reads.some((each) => each === part)) return Reflect.get(target, part, receiver);
      if (reads.some((each) => each.startsWith(`${String(part)}.`)))
        return onlyFields(id, reads, String(part), Reflect.get(target, part, receiver));
      throw new UndeclaredReadError(`${id} reads ${String(part)}, which it does not declare`);
    },
  });

/** A part of which only some fields are declared. */
const onlyFields = (id: string, reads: readonly Readable[], part: string, view: object): object =>
  new Proxy(view, {
    get: (target, field, receiver) => {
      if (reads.some((each) => each === `${part}.${String(field)}`))
        return Reflect.get(target, field, receiver);
      throw new UndeclaredReadError(`${id} reads ${part}.${String(field)}, which it does not declare`);
    },
  });

const isAboutSteps = (property: Property): property is StepProperty =>
  property.kind === 'step' || property.kind === 'monitor';

/** The same property, which throws when it reads what it does not declare. */
function watched(property: Property): Property {
  if (property.kind === 'agreement') return property;
  const { id, reads } = property;
  const look = (state: StateSeen): StateSeen => onlyDeclared(id, reads, state);
  if (isAboutSteps(property)) {
    const lookAt = (step: StepSeen): StepSeen => ({
      operation: step.operation,
      calls: step.calls,
      observations: step.observations,
      input: step.input,
      before: look(step.before),
      after: look(step.after),
    });
    return {
      ...property,
      applies: (step: StepSeen) => property.applies(lookAt(step)),
      violation: (step: StepSeen) => property.violation(lookAt(step)),
    };
  }
  if (property.kind === 'state')
    return {
      ...property,
      applies: (state: StateSeen) => property.applies(look(state)),
      violation: (state: StateSeen) => property.violation(look(state)),
    };
  if (property.kind === 'relational')
    return { ...property, applies: (state: StateSeen) => property.applies(look(state)) };
  return {
    ...property,
    applies: (state: StateSeen) => property.applies(look(state)),
    violation: (end: StateSeen, observations: readonly Observation[], script: string) =>
      property.violation(look(end), observations, script),
  };
}

/** An answer is remembered for what a property declares, so an undeclared read makes answers wrong. */
describe('what properties declare to read', () => {
  const WATCHED = PROPERTIES.map(watched);

  test.each([
    [
      'channel I/O, any driver',
      netScene({ flavour: 'transitional', backend: 'vhost-user', byteOrder: 'big' }),
    ],
    ['PCI, legacy', netScene({ transport: 'pci', flavour: 'legacy', backend: 'vhost-user' })],
    ['PCI, a modern driver', netScene({ transport: 'pci', flavour: 'transitional', driver: 'modern' })],
    ['MMIO, Linux', netScene({ transport: 'mmio', driver: 'linux-5.15', byteOrder: 'big' })],
  ] as const)('is all that they read: %s', (_name, scenario) => {
    expect(() => checkScenario(scenario, WATCHED, { patches: [], alphabet: 'small' })).not.toThrow();
  });

  test.each(MUTANTS.map((mutant) => [mutant.property, mutant.patch.name, mutant] as const))(
    'is all that %s reads to catch %s',
    (property, _name, { patch, scenario }) => {
      const own = WATCHED.filter(({ id }) => id === property);
      const patched = { ...scenario, patches: [patch.name] };
      const options = { patches: [patch], stopWhenAllViolated: true };
      const [verdict] = checkScenario(patched, own, options).verdicts;
      expect(verdict?.verdict).toBe('violated');
    },
  );

  test('an undeclared read is noticed', () => {
    const liar = PROPERTIES.filter(({ id }) => id === 'offeredOnly').map(
      (each): Property => (each.kind === 'agreement' ? each : watched({ ...each, reads: ['backend'] })),
    );
    expect(() => checkScenario(netScene(), liar, { patches: [] })).toThrow(UndeclaredReadError);
  });
});
