/**
 * The decorators of methods. Each works as a legacy decorator (`experimentalDecorators`) and as a TC39 one, and returns
 * nothing: the method stays as it is.
 */
import type { LoopOptions, TaskOptions } from '../policy/options.js';
import { markMethod, type Marker } from './metadata.js';
import type { AsyncMethod, IfStorable } from './refusal.js';

/** A decorator for async methods whose result can be stored. */
export interface StoredMethodDecorator {
  <F extends AsyncMethod>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<F> & IfStorable<Awaited<ReturnType<F>>, 'the result of a task'>,
  ): void;
  <F extends AsyncMethod>(
    method: F,
    context: ClassMethodDecoratorContext & IfStorable<Awaited<ReturnType<F>>, 'the result of a task'>,
  ): void;
}

/** A decorator for async methods. */
export interface AsyncMethodDecorator {
  <F extends AsyncMethod>(target: object, key: string, descriptor: TypedPropertyDescriptor<F>): void;
  <F extends AsyncMethod>(method: F, context: ClassMethodDecoratorContext): void;
}

function marking(marker: Marker): StoredMethodDecorator & AsyncMethodDecorator {
  return (targetOrMethod: object, _keyOrContext: unknown, descriptor?: TypedPropertyDescriptor<AsyncMethod>): void => {
    markMethod(descriptor?.value ?? targetOrMethod, marker);
  };
}

/**
 * Marks work with side effects: any code; at least once; its result is stored, so it never runs again.
 *
 * @example @task({ timeout: '10s', retry: { attempts: 5 } })
 */
export function task(options: TaskOptions = {}): StoredMethodDecorator {
  return marking({ kind: 'task', options });
}

/** Marks a flow that returns `join(…)`: lanes that run concurrently. */
export function fork(): AsyncMethodDecorator {
  return marking({ kind: 'fork' });
}

/** Marks a flow that picks one case and returns in every one. The case is chosen once. */
export function branch(): AsyncMethodDecorator {
  return marking({ kind: 'branch' });
}

/**
 * Marks a flow that holds one loop, and bounds its iterations.
 *
 * @example @loop({ maxIterations: 20, onMax: 'exit' })
 */
export function loop(options: LoopOptions): AsyncMethodDecorator {
  return marking({ kind: 'loop', options });
}

/** Marks a named sequence of waits, inlined where it is called. */
export function flow(): AsyncMethodDecorator {
  return marking({ kind: 'flow' });
}
