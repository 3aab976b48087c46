/** One of the processes that simulate: takes every so many-th seed until its share is done, and tells what it has found. */
import '../support/built-sources.ts';
import { inject } from './mutants/inject.ts';
import type { Found, Share } from './share.ts';

const share = JSON.parse(process.argv[2]!) as Share;
if (share.mutant !== undefined) inject(share.mutant);

const { Simulator } = await import('./simulator.js');
const { openDatabases } = await import('./machine/open-databases.js');

const simulator = new Simulator(await openDatabases(share.on));
// Ctrl-C reaches all processes; whoever started this one says when it is over.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => void simulator.close().then(() => process.exit(0)));
// Whatever it ends of.
process.once('exit', () => void simulator.close());

let { seed } = share;
// Of what is thrown where nobody waits for it no verdict can be given.
process.once('uncaughtExceptionMonitor', () => console.error(`seed ${seed} has broken off`));

const startedAt = performance.now();
const found: Found = { scenarios: 0, steps: 0, commits: 0, faults: 0, failures: [] };
const isOn = (): boolean => found.scenarios < share.scenarios && performance.now() - startedAt < share.ms && found.failures.length === 0;

for (; isOn(); seed += share.stride) {
  const { steps, commits, faults, failed } = await simulator.judge(seed, share);
  found.scenarios += 1;
  found.steps += steps;
  found.commits += commits;
  found.faults += faults;
  if (failed) found.failures.push(failed);
  await tell();
}
await simulator.close();
process.disconnect();

function tell(): Promise<void> {
  return new Promise((resolve, reject) => process.send!(found, (error: Error | null) => (error ? reject(error) : resolve())));
}
