import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(risk: 'low' | 'high'): Promise<string> {
    switch (risk) {
      case 'low':
        return await this.charge(1);
      case 'high':
        while (true) {
          await this.charge(2);
        }
    }
    return await this.charge(3);
  }
}
