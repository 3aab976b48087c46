/** The mail server and the archive of this example: no more than a count of what they were asked. */
import { context } from '@waystone/core';
import { AddressRefused } from './errors.js';
import type { Archive } from './archive.workflow.js';
import type { Mailer } from './invoice.workflow.js';

export interface Post extends Mailer, Archive {
  /** Mails by key: one that is sent again under the same key arrives once. */
  readonly mails: () => number;
  readonly archived: () => readonly string[];
}

/** Fails now and then, as mail servers do. */
export function fakePost(): Post {
  const mails = new Set<string>();
  const archived: string[] = [];
  let calls = 0;
  return {
    async send(email, text) {
      calls += 1;
      if (!email.includes('@')) throw new AddressRefused(email);
      if (calls % 9 === 0) throw new Error('the mail server is busy');
      mails.add(`${context().idempotencyKey} ${email} ${text}`);
    },
    async store(name) {
      archived.push(name);
    },
    mails: () => mails.size,
    archived: () => archived,
  };
}
