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

export function processStore(store: Store, activity: Activity, options: ProcessOptions = {}): ProcessStore {
  return new StoreOfProcess(store, activity, options);
}

class StoreOfProcess implements ProcessStore {
  readonly store: Store;
  readonly owners: number[] = [];
  readonly #activity: Activity;
  readonly #options: ProcessOptions;
  /** With what ends their subscriptions. */
  readonly #listeners = new Map<Listener, () => void>();
  /** Commits until it dies. */
  #left: number;
  #frozen: Promise<void> | undefined;
  #thaw = (): void => {};

  constructor(store: Store, activity: Activity, options: ProcessOptions) {
    this.#activity = activity;
    this.#options = options;
    this.#left = options.commitsToLive ?? Infinity;
    this.store = this.#proxyOf(store);
  }

  announce = (): void => [...this.#listeners.keys()].forEach((listener) => listener({ kind: 'external' }, 'elsewhere'));
  isGone = (): boolean => this.#left <= 0;
  isDead = (): boolean => this.isGone() && this.#activity.underWay === 0;
  thaw = (): void => this.#thaw();

  kill = (): void => {
    this.#left = 0;
    for (const unsubscribe of this.#listeners.values()) unsubscribe();
    this.#listeners.clear();
  };

  freeze = (): void => {
    this.#frozen = new Promise((resolve) => {
      this.#thaw = () => {
        this.#frozen = undefined;
        resolve();
      };
    });
  };

  #proxyOf(store: Store): Store {
    const notices = this.#noticesOf(store);
    // Its own workers only: the store may be that of several processes.
    const takers = new Takers();
    return new Proxy(store, {
      get: (target, name) => {
        if (name === 'notices') return notices;
        if (name === 'takers') return takers;
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        const perform = (...args: unknown[]): Promise<unknown> => Reflect.apply(member, target, args) as Promise<unknown>;
        if (name === 'start') return (request: StartRequest) => takers.start(request, (one) => this.#start(one, target));
        if (name === 'commitTogether') return (work: TaskWork) => this.#callTogether(work, perform);
        return (...args: unknown[]) => this.#call(name, args, () => perform(...args));
      },
    });
  }

  #noticesOf(store: Store): Store['notices'] {
    return {
      subscribe: (listener) => {
        const unsubscribe = store.notices.subscribe(listener);
        this.#listeners.set(listener, unsubscribe);
        return () => {
          this.#listeners.delete(listener);
          unsubscribe();
        };
      },
    };
  }

  #start(request: StartRequest, store: Store): ReturnType<Store['start']> {
    return this.#call('start', [request], () => store.start(request)) as ReturnType<Store['start']>;
  }

  /** A commit of the step that its work gives. */
  #callTogether(work: TaskWork, perform: (work: TaskWork) => Promise<unknown>): Promise<unknown> {
    const args: (StepCommit | undefined)[] = [];
    return this.#call('commitTogether', args, () => perform(async (transaction) => (args[0] = await work(transaction))));
  }

  async #call(name: string | symbol, args: readonly unknown[], perform: () => Promise<unknown>): Promise<unknown> {
    if (this.#frozen) await this.#frozen;
    const isLast = this.#left === 1 && (name === 'commit' || name === 'commitTogether');
    if (isLast && this.#options.diesBefore === true) this.#left = 0;
    if (this.isGone()) return never();
    if (name === 'commit') this.#left -= 1;
    this.#activity.calls += 1;
    const answer = await this.#counted(name, args, perform);
    if (this.#frozen) await this.#frozen;
    return this.isGone() ? never() : answer;
  }

  async #counted(name: string | symbol, args: readonly unknown[], perform: () => Promise<unknown>): Promise<unknown> {
    this.#activity.underWay += 1;
    try {
      const answer = await perform();
      this.#observe(name, args, answer);
      return answer;
    } finally {
      this.#activity.underWay -= 1;
      if (this.isGone()) await never();
    }
  }

  #observe(name: string | symbol, args: readonly unknown[], answer: unknown): void {
    const { onCommit, onPublish } = this.#options;
    if (name === 'join') this.owners.push(answer as number);
    if (name === 'publish' && answer === 'applied') onPublish?.(...(args as Parameters<Store['publish']>));
    if (name !== 'commit' && name !== 'commitTogether') return;
    const result = answer as CommitResult | { readonly status: 'undone' };
    // What a task undoes was never sent.
    if (name === 'commitTogether' && result.status !== 'undone') this.#left -= 1;
    if (result.status === 'applied') onCommit?.(appliedOf(args[0] as StepCommit, result));
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}

function appliedOf({ behind, ...step }: StepCommit, { brought }: Extract<CommitResult, { readonly status: 'applied' }>): StepCommit {
  return brought?.wentOn ? { ...step, behind } : step;
}
