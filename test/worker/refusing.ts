/** A store that refuses some of the steps that are committed. */
import type { Store } from '@waystone/engine';
import type { StepCommit } from '../../packages/engine/src/store/steps.js';

/** @param problem Of a step: what is thrown; nothing: it is committed. */
export function refusing(store: Store, problem: (step: StepCommit) => Error | undefined): Store {
  const commit: Store['commit'] = async (step) => {
    const error = problem(step);
    if (error) throw error;
    return store.commit(step);
  };
  return new Proxy(store, { get: (target, name) => (name === 'commit' ? commit : (Reflect.get(target, name, target) as unknown)) });
}
