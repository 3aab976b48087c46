import { branch, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @branch()
  async decide(risk: 'low' | 'high' | 'unknown'): Promise<string> {
    switch (risk) {
      case 'low':
        return await this.charge(1);
    }
  }

  @branch()
  async choose(flag: boolean) {
    switch (flag) {
      case true:
        return await this.charge(2);
    }
  }

  @branch()
  async route(channel: string): Promise<string> {
    switch (channel) {
      case 'mail':
        return await this.charge(3);
    }
  }

  /** A text is one of them, not all. */
  @branch()
  async reach(channel: string, usual: string): Promise<string> {
    switch (channel) {
      case usual:
        return await this.charge(4);
    }
  }

  async run(risk: 'low' | 'high'): Promise<void> {
    await this.reach(risk, 'mail');
    await this.choose(true);
    await this.route(risk);
    await this.decide(risk);
  }
}
