import { task } from '@waystone/core';

export class Order {
  @task()
  async charge(): Promise<void> {}
}
