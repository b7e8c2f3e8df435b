/**
 * What a claim answers, by what it reads: a tree whose branches are values. Where the values of a step lead to
 * a leaf, the claim has answered for the same values before and is not asked again.
 */
import type { Property } from '../check/property.ts';
import { isRestBefore, OPERATION, type Reading, type Readings } from './readings.ts';

/** The same readings led to different ones: the claim does not depend on what it reads alone. */
export class ImpureClaimError extends Error {
  readonly property: string;

  constructor(property: string, expected: string, found: string) {
    super(
      `property "${property}" must be a pure function of what it reads: after the same values it looked at ${expected} before and at ${found} now; expected no clock, random number or state of its own`,
    );
    this.name = 'ImpureClaimError';
    this.property = property;
  }
}

/** A branch reads something; a leaf knows the answer. */
export class TreeNode {
  /** Undefined at a leaf. */
  reading: Reading | undefined = undefined;
  /** By the number of the value read. */
  readonly next: (TreeNode | undefined)[] = [];
  /** A leaf's. */
  answer = false;
  /** Whose values alone led to a leaf: those of the operation, of the rest before the step, or of more than one. */
  settledBy: 'operation' | 'rest' | 'both' = 'both';
  /** The operations for which the leaf has answered, as a row of bits, for whoever counts them. */
  operations: Uint32Array = NO_OPERATIONS;
}

const NO_OPERATIONS = new Uint32Array(0);

export class ReadingTree {
  readonly #property: Property;
  readonly #evaluate: () => boolean;
  #root: TreeNode | undefined;

  /** @param evaluate asks the claim, which reads the step at hand */
  constructor(property: Property, evaluate: () => boolean) {
    this.#property = property;
    this.#evaluate = evaluate;
  }

  /**
   * The leaf to which the step at hand leads.
   * @throws ImpureClaimError, UndeclaredReadError
   */
  leaf(readings: Readings): TreeNode {
    let node = this.#root;
    while (node !== undefined) {
      const { reading } = node;
      if (reading === undefined) return node;
      node = node.next[readings.number(reading)];
    }
    return this.#grow(readings);
  }

  /** Asks the claim, and adds the way to its answer. */
  #grow(readings: Readings): TreeNode {
    const { result, path } = readings.note(this.#property, this.#evaluate);
    let isNew = this.#root === undefined;
    this.#root ??= new TreeNode();
    let node = this.#root;
    for (const reading of path) {
      if (isNew) node.reading = reading;
      if (node.reading !== reading) throw this.#impure(node.reading, reading);
      const number = readings.number(reading);
      const known = node.next[number];
      isNew = known === undefined;
      const next = known ?? new TreeNode();
      node.next[number] = next;
      node = next;
    }
    if (!isNew) throw this.#impure(node.reading, undefined);
    node.answer = result;
    if (path.every(({ holder }) => holder === OPERATION)) node.settledBy = 'operation';
    else if (path.every(({ holder }) => isRestBefore(holder))) node.settledBy = 'rest';
    return node;
  }

  #impure(before: Reading | undefined, now: Reading | undefined): ImpureClaimError {
    const say = (reading: Reading | undefined): string => reading?.field.name ?? 'nothing more';
    return new ImpureClaimError(this.#property.id, say(before), say(now));
  }
}
