/**
 * Opens every hostile payload and seals every hostile value, in a process with little memory; or, `--only`, those with that text in their names.
 * Ends with 0 if each came to what it should.
 */
import '../../support/built-sources.ts';
import { parseArgs } from 'node:util';
import { inject } from '../mutants.ts';

const { values: options } = parseArgs({
  options: { times: { type: 'boolean' }, mutant: { type: 'string' }, only: { type: 'string', default: '' } },
});
if (options.mutant !== undefined) inject(options.mutant);
const { hostilePayloads, hostileTexts } = await import('./payloads.js');
const { hostileValues } = await import('./values.js');
const { judgeJson, judgePayload, judgeSealing } = await import('../fuzz/judge.js');

function attempt(name: string, act: () => unknown): void {
  if (!name.includes(options.only)) return;
  const startedAt = performance.now();
  try {
    act();
  } catch (error) {
    process.exitCode = 1;
    console.log(`${name}:`, error);
  }
  if (options.times === true)
    console.log(`${Math.round(performance.now() - startedAt)} ms ${Math.round(process.memoryUsage().heapUsed / 2 ** 20)} MiB: ${name}`);
}

for (const [name, make] of Object.entries(hostilePayloads)) attempt(name, () => judgePayload(make()));
for (const [name, make] of Object.entries(hostileTexts)) attempt(name, () => judgeJson(make()));
for (const [name, [make, code]] of Object.entries(hostileValues)) attempt(name, () => judgeSealing(make(), code));
if ('harmed' in globalThis || 'harmed' in {}) process.exitCode = 1;
