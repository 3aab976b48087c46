/** Keeps back the answers of one operation of a store, to see what happens in the meantime. */
import type { Store } from '@waystone/engine';

export class Gate {
  #open = Promise.resolve();
  #release = (): void => {};

  /** What is asked from now on is done, and answered after {@link release}. */
  hold(): void {
    this.#open = new Promise((resolve) => (this.#release = resolve));
  }

  release(): void {
    this.#release();
  }

  before(store: Store, operation: keyof Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        if (name !== operation) return (...args: unknown[]) => Reflect.apply(member, target, args) as unknown;
        return async (...args: unknown[]) => {
          const open = this.#open;
          const answer: unknown = await Reflect.apply(member, target, args);
          await open;
          return answer;
        };
      },
    });
  }
}
