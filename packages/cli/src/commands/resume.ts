/** `waystone resume`: lets paused instances go on. */
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { addRequest } from './request.js';

export function addResume(program: Command, session: Session): void {
  addRequest(program, session, {
    verb: 'resume',
    summary: 'let paused instances go on',
    explanation: `Resumes paused instances at the waits where they stood, with the time that is left, or past.`,
    done: 'was resumed',
    already: ({ pauseRequestedAt, lanes }) =>
      pauseRequestedAt === undefined && lanes.every(({ setAside }) => !setAside) ? 'was not paused' : undefined,
    examples: `
Examples:
  $ waystone resume order-42
  $ waystone list --status paused --json | jq -r '.instances[].id' | xargs waystone resume`,
  });
}
