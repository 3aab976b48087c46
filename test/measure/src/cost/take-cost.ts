/** What a step costs in one way of taking steps: on a database of its own, once the process is warm. */
import type { Spent } from '../programs/spend.js';
import type { Database } from '../site/place.js';
import { Site } from '../site/site.js';
import { stepsOf } from './cases.js';
import type { Case } from './cases.js';

/** Of one step. Undefined where nobody counts it. */
export interface Cost {
  readonly writtenBytes?: number | undefined;
  readonly keptBytes?: number | undefined;
  readonly rows?: number | undefined;
  readonly queries: number;
  readonly cpuMs: number;
  readonly serverCpuMs?: number | undefined;
}

const applicationName = 'spender';
const concurrency = 1_000;

export async function takeCost(database: Database, work: Case, steps: number): Promise<Cost> {
  const site = await Site.open(database);
  try {
    return await costIn(site, work, steps);
  } finally {
    await site.close();
  }
}

async function costIn(site: Site, work: Case, steps: number): Promise<Cost> {
  const { place } = site;
  const program = await site.program(work.program, { applicationName, concurrency });
  const counted = async () => ({
    written: await place.writtenBytes(),
    serverCpuMs: await place.serverCpuMs(applicationName),
  });
  const empty = await place.bytes();
  const warm = await takeSteps(steps / 4);
  const before = await counted();
  const spent = await takeSteps(steps);
  const after = await counted();
  // What is still to be brought into the database's files is there then, and all rows are counted.
  await program.stop();
  const kept = await place.bytes();
  const rows = await place.changedRows();
  return {
    writtenBytes: per(spent.steps, before.written, after.written),
    // What few steps leave behind is less than what databases grow by at a time.
    keptBytes: work.instances === 1 ? undefined : per(warm.steps + spent.steps, empty, kept),
    rows: per(warm.steps + spent.steps, 0, rows),
    queries: spent.queries / spent.steps,
    cpuMs: spent.cpuMs / spent.steps,
    serverCpuMs: per(spent.steps, before.serverCpuMs, after.serverCpuMs),
  };

  /** At least so many. */
  async function takeSteps(least: number): Promise<Omit<Spent, 'ms'> & { readonly steps: number }> {
    let [taken, queries, cpuMs] = [0, 0, 0];
    while (taken < least) {
      const one = await program.ask<Spent>('take', work);
      taken += stepsOf(work);
      queries += one.queries;
      cpuMs += one.cpuMs;
    }
    return { steps: taken, queries, cpuMs };
  }
}

function per(steps: number, before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : (after - before) / steps;
}
