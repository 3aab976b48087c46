/** `waystone pause`: lets instances start nothing more. */
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { addRequest } from './request.js';

export function addPause(program: Command, session: Session): void {
  addRequest(program, session, {
    verb: 'pause',
    summary: 'let instances start nothing more until resumed',
    explanation: `Pauses instances. A running task ends and its result is stored; nothing more is started. Signals are kept and
timers run on. \`waystone resume\` goes on at the same waits.`,
    done: 'was paused',
    already: ({ pauseRequestedAt }) => (pauseRequestedAt === undefined ? undefined : 'was paused already'),
    examples: `
Examples:
  $ waystone pause order-42 order-43`,
  });
}
