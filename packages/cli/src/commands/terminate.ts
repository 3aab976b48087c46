/** `waystone terminate`: ends instances at once. */
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { addRequest } from './request.js';

export function addTerminate(program: Command, session: Session): void {
  addRequest(program, session, {
    verb: 'terminate',
    summary: 'end instances at once, without their cleanup',
    explanation: `Ends instances as canceled, at once and with no cleanup: no catch or finally runs, and what a running task
still does is discarded. Prefer \`waystone cancel\`.`,
    done: 'was terminated',
    examples: `
Examples:
  $ waystone terminate order-42`,
  });
}
