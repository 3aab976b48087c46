import { task, workflow } from '@waystone/core';
import { type Guest, polite } from './guest.js';

@workflow()
export class GreetingWorkflow {
  @task()
  async greet(guest: Guest): Promise<string> {
    return `Hello, ${polite(guest)}`;
  }

  async run(guest: Guest): Promise<string> {
    const greeting = await this.greet(guest);
    return `${greeting}!`;
  }
}
