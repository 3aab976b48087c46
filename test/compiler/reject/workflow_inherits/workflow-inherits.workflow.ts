import { EventEmitter } from 'node:events';
import { task, workflow } from '@waystone/core';
import { Elsewhere } from './elsewhere/base.js';

@workflow()
export class Order extends Elsewhere {
  async run(cents: number): Promise<string> {
    return await this.chargeTwice(cents);
  }
}

const mixed = <B extends new (...args: any[]) => object>(Base: B) => class extends Base {};

@workflow()
export class Mixed extends mixed(Object) {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(cents: number): Promise<string> {
    return await this.charge(cents);
  }
}

@workflow()
export class Emitter extends EventEmitter {
  async run(): Promise<void> {}
}
