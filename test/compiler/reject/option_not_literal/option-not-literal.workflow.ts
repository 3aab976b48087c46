import { task, workflow } from '@waystone/core';

function limitMs(): number {
  return 10_000;
}

@workflow()
export class Order {
  @task({ timeout: limitMs(), retry: { attempts: 5 } })
  async charge(): Promise<void> {}

  @task({ retry: { attempts: Number(process.env['ATTEMPTS']) } })
  async refund(): Promise<void> {}

  async run(): Promise<void> {
    await this.charge();
    await this.refund();
  }
}
