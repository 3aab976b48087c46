/** Compiled modules of the examples, with the types of their sources. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { context } from '@waystone/core';
import { Chance } from '../../support/chance.ts';

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

/** `Module` is the type of its source. */
export function compiled<Module>(example: string, module: string): Promise<Module> {
  return compiledIn<Module>(join(examples, example), module);
}

export function compiledIn<Module>(project: string, module: string): Promise<Module> {
  return import(pathToFileURL(join(project, 'dist', module)).href) as Promise<Module>;
}

/** A task takes a moment, so that there is a middle in which its worker can die. The same task takes the same. */
export function moment(): Promise<void> {
  const chance = chanceOfTask();
  return sleep(chance.below(chance.happens(0.2) ? longMs : shortMs));
}

/** For a task that keeps others waiting: within a transaction. */
export function shortMoment(): Promise<void> {
  return sleep(chanceOfTask().below(transactionMs));
}

/** The first attempt of some tasks fails. */
export function mishap(): void {
  if (context().attempt === 1 && chanceOfTask().happens(0.1)) throw new Error('the network was gone for a moment');
}

const shortMs = 30;
const longMs = 600;
const transactionMs = 10;

/** By instance, lane, step and attempt. The first part of the key is of no seed. */
function chanceOfTask(): Chance {
  const { instanceId, idempotencyKey, attempt } = context();
  const place = `${instanceId}${idempotencyKey.slice(idempotencyKey.indexOf('/'))} ${attempt}`;
  return new Chance(createHash('sha256').update(place).digest().readUInt32BE());
}
