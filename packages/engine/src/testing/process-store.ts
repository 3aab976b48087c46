/**
 * The store as one process sees it, where many processes run in one: it counts what is under way, and it can
 * die right after a given number of commits. What a dead process asks is never answered, as after a SIGKILL; what it
 * committed stays in the database.
 */
import type { CommitResult, StartRequest, StepCommit, Store } from '../store/store.js';
import { Takers } from '../store/takers.js';

type TaskWork = Parameters<Store['commitTogether']>[0];
type Listener = Parameters<Store['notices']['subscribe']>[0];

export class Activity {
  underWay = 0;
  calls = 0;
}

export interface ProcessStore {
  readonly store: Store;
  /** Numbers of the workers that joined. */
  readonly owners: readonly number[];
  /** Tells the process that another one wrote, as the database does in real time. */
  readonly announce: () => void;
  /** It does nothing any more. */
  readonly isGone: () => boolean;
  /** It is gone, and what it had asked is done. */
  readonly isDead: () => boolean;
  readonly kill: () => void;
  readonly freeze: () => void;
  readonly thaw: () => void;
}

export interface ProcessOptions {
  /** Default: it lives until it is killed. */
  readonly commitsToLive?: number;
  /** Whether it dies with its last commit on the way, which is not made. Default: right after it, before it knows. */
  readonly diesBefore?: boolean;
  /** Called with every step that was applied; it has a step `behind` if that was, too. */
  readonly onCommit?: (step: StepCommit) => void;
  /** Called with every status that a running task has published, and its lane. */
  readonly onPublish?: (...published: Parameters<Store['publish']>) => void;
}

export function processStore(
  store: Store,
  activity: Activity,
  { commitsToLive = Infinity, diesBefore = false, onCommit, onPublish }: ProcessOptions = {},
): ProcessStore {
  const owners: number[] = [];
  /** With what ends their subscriptions. */
  const listeners = new Map<Listener, () => void>();
  let left = commitsToLive;
  let frozen: Promise<void> | undefined;
  let thaw = (): void => {};
  const freeze = (): void => {
    frozen = new Promise((resolve) => {
      thaw = () => {
        frozen = undefined;
        resolve();
      };
    });
  };
  function observe(name: string | symbol, args: readonly unknown[], answer: unknown): void {
    if (name === 'join') owners.push(answer as number);
    if (name === 'publish' && answer === 'applied') onPublish?.(...(args as Parameters<Store['publish']>));
    if (name !== 'commit' && name !== 'commitTogether') return;
    const result = answer as CommitResult | { readonly status: 'undone' };
    // What a task undoes was never sent.
    if (name === 'commitTogether' && result.status !== 'undone') left -= 1;
    if (result.status === 'applied') onCommit?.(appliedOf(args[0] as StepCommit, result));
  }
  async function call(name: string | symbol, args: readonly unknown[], perform: () => Promise<unknown>): Promise<unknown> {
    if (frozen) await frozen;
    if (left <= 0) return never();
    if (name === 'commit' || name === 'commitTogether') {
      if (diesBefore && left === 1) left = 0;
      if (left <= 0) return never();
    }
    if (name === 'commit') left -= 1;
    activity.calls += 1;
    const answer = await counted(name, args, perform);
    if (frozen) await frozen;
    return left <= 0 ? never() : answer;
  }
  async function counted(name: string | symbol, args: readonly unknown[], perform: () => Promise<unknown>): Promise<unknown> {
    activity.underWay += 1;
    try {
      const answer = await perform();
      observe(name, args, answer);
      return answer;
    } finally {
      activity.underWay -= 1;
      if (left <= 0) await never();
    }
  }
  /** A commit of the step that its work gives. */
  function callTogether(work: TaskWork, perform: (work: TaskWork) => Promise<unknown>): Promise<unknown> {
    const args: (StepCommit | undefined)[] = [];
    return call('commitTogether', args, () => perform(async (transaction) => (args[0] = await work(transaction))));
  }
  const notices: Store['notices'] = {
    subscribe(listener) {
      const unsubscribe = store.notices.subscribe(listener);
      listeners.set(listener, unsubscribe);
      return () => {
        listeners.delete(listener);
        unsubscribe();
      };
    },
  };
  // Its own workers only: the store may be that of several processes.
  const takers = new Takers();
  const proxy = new Proxy(store, {
    get(target, name) {
      if (name === 'notices') return notices;
      if (name === 'takers') return takers;
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const perform = (...args: unknown[]): Promise<unknown> => Reflect.apply(member, target, args) as Promise<unknown>;
      if (name === 'start') {
        return (request: StartRequest) =>
          takers.start(request, (one) => call(name, [one], () => target.start(one)) as ReturnType<Store['start']>);
      }
      if (name === 'commitTogether') return (work: TaskWork) => callTogether(work, perform);
      return (...args: unknown[]) => call(name, args, () => perform(...args));
    },
  });
  const kill = (): void => {
    left = 0;
    for (const unsubscribe of listeners.values()) unsubscribe();
    listeners.clear();
  };
  const announce = (): void => [...listeners.keys()].forEach((listener) => listener({ kind: 'external' }, 'elsewhere'));
  return {
    store: proxy,
    owners,
    announce,
    isGone: () => left <= 0,
    isDead: () => left <= 0 && activity.underWay === 0,
    kill,
    freeze,
    thaw: () => thaw(),
  };
}

function never(): Promise<never> {
  return new Promise(() => {});
}

function appliedOf({ behind, ...step }: StepCommit, { brought }: Extract<CommitResult, { readonly status: 'applied' }>): StepCommit {
  return brought?.wentOn ? { ...step, behind } : step;
}
