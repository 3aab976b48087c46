import { task } from '@waystone/core';

export abstract class Base {
  abstract load(): Promise<number>;

  abstract missing(): Promise<number>;

  @task()
  async store(): Promise<number> {
    return 1;
  }

  async plain(): Promise<number> {
    return 2;
  }

  async run(): Promise<number> {
    return (await this.load()) + (await this.store()) + (await this.plain());
  }
}
