/** Operations that are drawn again and again, one object for each, so that what follows one can be kept. */

import { flatKey } from '../../../src/numbering/interner.ts';
import type { Operation } from '../../vocabulary/operation.ts';

export class CommonOperations {
  readonly #byKey = new Map<string, Operation>();
  readonly #all = new Set<Operation>();

  /** The object that stands for `operation` from now on. Slow, so ask once for each place that draws it. */
  share<O extends Operation>(operation: O): O {
    const key = flatKey(operation);
    const known = this.#byKey.get(key);
    // The key holds every field, so what is known by it has the same fields.
    if (known !== undefined) return known as O;
    this.#byKey.set(key, operation);
    this.#all.add(operation);
    return operation;
  }

  shareAll(operations: readonly Operation[]): readonly Operation[] {
    return operations.map((each) => this.share(each));
  }

  /** Makes each operation once, by what it is made from; for a few keys only. */
  remember<K>(make: (key: K) => Operation): (key: K) => Operation {
    const made = new Map<K, Operation>();
    return (key) => {
      const known = made.get(key);
      if (known !== undefined) return known;
      const operation = this.share(make(key));
      made.set(key, operation);
      return operation;
    };
  }

  /** True for the very objects that `share` has given out. */
  has(operation: Operation): boolean {
    return this.#all.has(operation);
  }
}
