/**
 * What a claim answers, by what it reads: a decision tree whose branches are values. Where the values of a step lead to
 * a leaf, the claim has answered for the same values before and is not evaluated again.
 */
import type { Property } from '../../property/property.ts';
import { withPlace } from '../sets/bits.ts';
import { isOfClass, isTailBefore, OPERATION, type ReadField, type ReadSet, TRANSCRIPT } from './read-set.ts';

/** The same reads led to different ones: the claim does not depend on what it reads alone. */
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

/** A branch reads something; a leaf has the answer. */
export class TreeNode {
  /** Undefined at a leaf. */
  readField: ReadField | undefined = undefined;
  /** Whose values a branch reads. */
  source = LEAF;
  /** By the number of the value read. */
  readonly next: (TreeNode | undefined)[] = [];
  /**
   * By the number of the source: the node that its values lead to, through all branches that read the same source.
   * Numbers of nodes; -1 while unknown.
   */
  jumps: Int32Array = NO_JUMPS;
  /** Its own number in the tree. */
  readonly number: number;
  /** A leaf's. 0 stands for no. */
  answer = 0;
  /**
   * Whose values alone led to a leaf: the operation's, those that all steps of a class share, the tail's before the
   * step, the transcript's, or others.
   */
  settledBy: 'operation' | 'class' | 'tail' | 'transcript' | 'several' = 'several';

  constructor(number: number) {
    this.number = number;
  }
}

const LEAF = -1;
/** The branches that came first, through which most ways lead, remember their jumps; for all it would be much memory. */
const JUMPING_NODES = 32;
const UNKNOWN = -1;
const NO_JUMPS = new Int32Array(0);

export class DecisionTree {
  readonly #property: Property;
  readonly #evaluate: () => number;
  readonly #nodes: TreeNode[] = [];

  /** @param evaluate evaluates the claim, which reads the step at hand; 0 stands for no */
  constructor(property: Property, evaluate: () => number) {
    this.#property = property;
    this.#evaluate = evaluate;
  }

  /**
   * The leaf to which the step at hand leads.
   * @throws ImpureClaimError, UndeclaredReadError
   */
  leaf(readSet: ReadSet): TreeNode {
    let node = this.#nodes[0];
    while (node !== undefined) {
      const { source } = node;
      if (source === LEAF) return node;
      const number = readSet.numberOf(source);
      const known = number < node.jumps.length ? (node.jumps[number] as number) : UNKNOWN;
      node = known === UNKNOWN ? this.#jump(node, number) : this.#nodes[known];
    }
    return this.#grow(readSet);
  }

  /** Where the values of a branch's source lead; undefined where the tree has not grown yet. */
  #jump(from: TreeNode, number: number): TreeNode | undefined {
    let node: TreeNode | undefined = from;
    while (node?.readField !== undefined && node.source === from.source)
      node = node.next[node.readField.field.number(number)];
    if (node === undefined || from.number >= JUMPING_NODES) return node;
    from.jumps = withPlace(from.jumps, number, UNKNOWN);
    from.jumps[number] = node.number;
    return node;
  }

  /** Asks the claim, and adds the way to its answer. */
  #grow(readSet: ReadSet): TreeNode {
    const { result, path } = readSet.note(this.#property, this.#evaluate);
    let isNew = this.#nodes.length === 0;
    let node = this.#nodes[0] ?? this.#add();
    for (const readField of path) {
      if (isNew) {
        node.readField = readField;
        node.source = readField.source;
      }
      if (node.readField !== readField) throw this.#impure(node.readField, readField);
      const value = readField.field.number(readSet.numberOf(readField.source));
      const known: TreeNode | undefined = node.next[value];
      isNew = known === undefined;
      const next = known ?? this.#add();
      node.next[value] = next;
      node = next;
    }
    if (!isNew) throw this.#impure(node.readField, undefined);
    node.answer = result;
    if (path.every(({ source }) => source === OPERATION)) node.settledBy = 'operation';
    else if (path.every(({ source }) => isOfClass(source))) node.settledBy = 'class';
    else if (path.every(({ source }) => isTailBefore(source))) node.settledBy = 'tail';
    else if (path.every(({ source }) => source === TRANSCRIPT)) node.settledBy = 'transcript';
    return node;
  }

  #add(): TreeNode {
    const node = new TreeNode(this.#nodes.length);
    this.#nodes.push(node);
    return node;
  }

  #impure(before: ReadField | undefined, now: ReadField | undefined): ImpureClaimError {
    const say = (readField: ReadField | undefined): string => readField?.field.name ?? 'nothing more';
    return new ImpureClaimError(this.#property.id, say(before), say(now));
  }
}
