/** Runs of operations as a tree: what several runs begin with is played once for all of them. */
import { DeviceList } from './device-list.ts';
import type { DeviceSteps } from './device-steps.ts';

interface RunNode {
  readonly operation: number;
  readonly children: RunNode[];
  /** Where the operations up to this one have led. */
  readonly at: DeviceList;
}

export class RunTree {
  readonly #root: RunNode;

  /** @param start where all runs begin */
  constructor(start: DeviceList) {
    this.#root = { operation: -1, children: [], at: start };
  }

  /** Adds a run; says where it leads once the tree has been played. */
  add(operations: Int32Array): DeviceList {
    let node = this.#root;
    for (const operation of operations) {
      let next = node.children.find((each) => each.operation === operation);
      if (next === undefined) {
        next = { operation, children: [], at: new DeviceList() };
        node.children.push(next);
      }
      node = next;
    }
    return node.at;
  }

  /**
   * Plays all runs from the device states at the start.
   * @param notesAll what a list says was shown stands for all from the start on, not for the last operation alone
   */
  play(steps: DeviceSteps, notesAll: boolean): void {
    playFrom(this.#root, steps, notesAll);
  }
}

function playFrom({ children, at }: RunNode, steps: DeviceSteps, notesAll: boolean): void {
  for (const child of children) {
    const next = child.at;
    steps.stepAll(child.operation, at, next);
    if (notesAll)
      for (let i = 0; i < next.size; i++) next.setShown(i, steps.sequence(at.shown(i), next.shown(i)));
    playFrom(child, steps, notesAll);
  }
}
