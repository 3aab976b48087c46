/**
 * A witness of every task execution, written outside the store at the moment a task calls its service. Whoever does not trust the
 * engine's history compares the two: a task that runs again after its commit shows up here and nowhere else.
 */
import { appendFileSync } from 'node:fs';
import { context } from '@waystone/core';

export interface Execution {
  readonly instanceId: string;
  readonly node: string;
  readonly idempotencyKey: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The same service; every call of one of its methods leaves a line in the file first. */
export function witnessed<Service extends object>(service: Service, file: string): Service {
  return new Proxy(service, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]): unknown => {
        testify(file);
        return member.apply(target, values);
      };
    },
  });
}

function testify(file: string): void {
  const { instanceId, node, idempotencyKey } = context();
  const execution: Execution = { instanceId, node, idempotencyKey, at: Date.now() };
  appendFileSync(file, `${JSON.stringify(execution)}\n`);
}
