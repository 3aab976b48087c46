/** What a process gives to its tasks: moments that take time and fail now and then, the same for the same attempt of a step. */
import { createHash } from 'node:crypto';
import { context } from '@waystone/core';
import type { Transaction } from 'kysely';
import { Chance } from '../support/chance.js';
import type { VirtualProcess } from './machine/process.js';
import type { Scheduler } from './machine/scheduler.js';
import type { Bank, World } from './workflows/world.js';

/** No task fails more often than its policy lets it try. */
const mostMishaps = 2;
const shortMs = 20;
const longMs = 400;
const longestMs = 1_500;

export function worldOf(process: VirtualProcess, scheduler: Scheduler): World {
  return {
    async moment() {
      const chance = chanceOfTask();
      await process.sleep(chance.below(chance.happens(0.1) ? longMs : shortMs));
      if (context().attempt <= mostMishaps && chance.happens(0.1)) throw new Error('the network was gone for a moment');
    },
    hours: () => process.sleep(chanceOfTask().below(longestMs)),
    later: (work) => void process.sleep(chanceOfTask().below(longMs)).then(work),
    now: () => scheduler.latest,
    bank: (transaction) => bankIn(transaction as Transaction<Tables>),
  };
}

/** By instance, lane, step and attempt. The first part of the key is of no seed. */
function chanceOfTask(): Chance {
  const { instanceId, idempotencyKey, attempt } = context();
  const place = `${instanceId}${idempotencyKey.slice(idempotencyKey.indexOf('/'))} ${attempt}`;
  return new Chance(createHash('sha256').update(place).digest().readUInt32BE());
}

interface Tables {
  readonly accounts: { readonly id: string; readonly cents: number };
}

function bankIn(transaction: Transaction<Tables>): Bank {
  return {
    async take(account, cents) {
      const taken = await transaction
        .updateTable('accounts')
        .set(({ eb }) => ({ cents: eb('cents', '-', cents) }))
        .where('id', '=', account)
        .where('cents', '>=', cents)
        .executeTakeFirst();
      return taken.numUpdatedRows > 0n;
    },
    async give(account, cents) {
      await transaction
        .updateTable('accounts')
        .set(({ eb }) => ({ cents: eb('cents', '+', cents) }))
        .where('id', '=', account)
        .execute();
    },
  };
}
