/** Types in functions and classes of a flow: overloads, members that are no values, brackets in comments. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class LocalTypes {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  async run(input: number): Promise<unknown> {
    const early = either(input);
    function either(value: string): string;
    function either(value: number): number;
    function either(value: string | number): string | number {
      return value;
    }
    const inside = (): unknown => {
      function half(value: number): number;
      function half(value: unknown): unknown {
        return Number(value) / 2;
      }
      abstract class Base<T> {
        [key: string]: unknown;
        declare readonly unset: number;
        abstract readonly later: T;
        constructor(value: T);
        constructor(readonly value: T) {}
        abstract twice(): number;
        either(value: string): string;
        either(value: unknown): unknown;
        either(value: unknown): unknown {
          return value;
        }
      }
      class Double extends Base<number> {
        override readonly later = 3;
        override twice(): number {
          return this.value * 2;
        }
      }
      const double = new Double(half(input));
      return [double.twice(), double.either('x'), Object.keys(double)];
    };
    const made = inside();
    const map = new Map<string, /* from -> to */ Map<string, Set<number>>>();
    // prettier-ignore
    const same = <T /* > */>(value: T): T => value;
    const list = [map.size, same<number /* > */>(1), either(2)];
    const echoed = await this.echo<{ x: number } /* -> */>({ x: 1 });
    return { early, made, list, echoed };
  }
}

export const cases: Case[] = [{ name: 'runs', input: 8, expect: { value: { made: [8, 'x', ['value', 'later']] } } }];
