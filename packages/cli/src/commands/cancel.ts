/** `waystone cancel`: asks instances to stop, with their cleanup. */
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { addRequest } from './request.js';

export function addCancel(program: Command, session: Session): void {
  addRequest(program, session, {
    verb: 'cancel',
    summary: 'ask instances to stop, with their cleanup',
    explanation: `Asks instances to cancel. A running task is told through its abort signal, a wait rejects with CanceledError,
catch and finally run and may await tasks; then the instance ends as canceled. No worker needs to be running to ask.`,
    done: 'was asked to cancel',
    already: ({ cancelRequestedAt }) => (cancelRequestedAt === undefined ? undefined : 'was asked to cancel already'),
    examples: `
Examples:
  $ waystone cancel order-42
  $ waystone list --workflow order --status parked --json | jq -r '.instances[].id' | xargs waystone cancel`,
  });
}
