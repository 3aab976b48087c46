/**
 * The decorators of methods. Each works as a legacy decorator (`experimentalDecorators`) and as a TC39 one, and returns
 * nothing: the method stays as it is.
 */
import type { LoopOptions, TaskOptions } from '../policy/options.js';
import { markMethod, type Marker } from './metadata.js';
import type { MethodVerdict, TaskVerdict, Wrong } from './verdict.js';

/** What legacy and TC39 decorators get second. */
type KeyOrContext = string | symbol | DecoratorContext;

/** A decorator for async methods whose parameters and result can be stored. */
export interface TaskDecorator {
  /** Refuses what is certainly no task, by what it answers. */
  <Target, const Key extends KeyOrContext, Descriptor = undefined>(
    target: Wrong<Target, TaskVerdict<Target, Key, Descriptor>>,
    key: Key,
    descriptor?: Descriptor,
  ): TaskVerdict<Target, Key, Descriptor>;
  (target: object, key: KeyOrContext, descriptor?: unknown): void;
}

/** A decorator for async methods. */
export interface FlowDecorator {
  /** Refuses what is certainly no flow, by what it answers. */
  <Target, const Key extends KeyOrContext, Descriptor = undefined>(
    target: Wrong<Target, MethodVerdict<Target, Key, Descriptor>>,
    key: Key,
    descriptor?: Descriptor,
  ): MethodVerdict<Target, Key, Descriptor>;
  (target: object, key: KeyOrContext, descriptor?: unknown): void;
}

/** What a decorator answers is for types alone. */
function marking(marker: Marker): (target: object, key: unknown, descriptor?: PropertyDescriptor) => void {
  return (target, _key, descriptor) => markMethod((descriptor?.value as object | undefined) ?? target, marker);
}

/**
 * Marks work with side effects: any code; at least once; its result is stored, so it never runs again.
 *
 * @example @task({ timeout: '10s', retry: { attempts: 5 } })
 */
export function task(options: TaskOptions = {}): TaskDecorator {
  return marking({ kind: 'task', options }) as TaskDecorator;
}

/** Marks a flow that returns `join(…)`: lanes that run concurrently. */
export function fork(): FlowDecorator {
  return marking({ kind: 'fork' }) as FlowDecorator;
}

/** Marks a flow that picks one case and returns in every one. The case is chosen once. */
export function branch(): FlowDecorator {
  return marking({ kind: 'branch' }) as FlowDecorator;
}

/**
 * Marks a flow that holds one loop, and bounds its iterations.
 *
 * @example @loop({ maxIterations: 20, onMax: 'exit' })
 */
export function loop(options: LoopOptions): FlowDecorator {
  return marking({ kind: 'loop', options }) as FlowDecorator;
}

/** Marks a named sequence of waits, inlined where it is called. */
export function flow(): FlowDecorator {
  return marking({ kind: 'flow' }) as FlowDecorator;
}
