import { join, signal, sleep, workflow } from '@waystone/core';

@workflow()
export class Order {
  readonly approval = signal<boolean>();
  readonly refusal = signal<boolean>();

  async run(): Promise<boolean> {
    const first = await this.approval.receive({ timeout: '48h' });
    const raced = await join({ yes: this.approval.receive(), no: this.refusal.receive(), late: sleep('2d') }, { mode: 'race' });
    await Promise.race([this.approval.receive(), sleep('2d')]);
    await join([this.refusal.receive(), sleep('2d')]);
    await this.refusal.receive({ timeout: undefined });
    return first && raced.lane !== 'late' && (await this.approval.receive());
  }
}
