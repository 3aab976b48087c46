/** Statements that end at a line break, next to types that are taken out and to what begins with a bracket. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class LineEnds {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  // prettier-ignore
  async run(log: any[]): Promise<unknown> {
    const { x, y: [p, q] } = await this.echo({ x: 1, y: [2, 3] })
    let kept: any = 0
    kept = { a: 1 }
    const { z = x } = log as { z?: number }
    kept = function () { return 1 }
    const [first = p] = log
    kept = { b: 2 }
    for (const each of await this.echo([1])) log.push(each)
    const add = () => {
      const called: any = (value: any) => { throw new Error(`called with ${value}`) }
      const one = called as any
      (log).push('asserted')
      const two = called
      type Local = string
      (log as Local[]).push('after a type')
      let three = log
      interface Shape { readonly a: Local }
      [1, 2].forEach((value) => log.push(value))
      const four = called satisfies unknown
      `${log.length}`.trim()
      if (log.length > 99) three = called as never
      else log.push('else')
      class Fields {
        first = called as any
        ['second'] = 5
        third?: number
        ['fourth'] = 6
      }
      log.push(Object.keys(new Fields()).length)
      return [typeof one, typeof two, three.length, typeof four, ({ a: 'a' } satisfies Shape).a] as unknown
      (1)
    }
    log.push(add())
    kept = log as never
    ;[kept] = [await this.echo(7)]
    return { log, x, z, p, q, first, kept }
  }
}

export const cases: Case[] = [{ name: 'runs', input: [] }];
