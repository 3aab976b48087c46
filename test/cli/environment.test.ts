/** Whatever the environment says: a store, or an error with a name that shows no password. Nothing is connected to. */
import { WaystoneError } from '@waystone/core';
import { postgres } from '@waystone/engine/postgres';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { locateStore } from '../../packages/cli/src/config/locate-store.js';
import type { Session } from '../../packages/cli/src/session.js';
import { emptyFolder } from './support/project.js';

const secret = 'geheim';

afterEach(() => vi.unstubAllEnvs());

/** Variables cannot hold NUL. */
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' })).map((value) => value.replaceAll('\u0000', ''));
const port = fc.oneof(fc.constantFrom('5432', '0', '-1', '65536', '5e3', 'abc', ''), text);
const parameter = fc.oneof(
  fc.constantFrom('sslmode=verify-full', 'sslmode=odd', 'sslrootcert=/nowhere/ca.pem', 'sslcert=/', 'host=%00', 'port=x', '%', 'options'),
  text,
);
const host = fc.oneof(fc.constantFrom('db', '', '[::1]', '[', 'a b', '%2Ftmp', '%zz', '..'), text);
const address = fc
  .tuple(fc.constantFrom('postgres', 'PostgreSQL', 'mysql'), host, port, fc.oneof(fc.constantFrom('', '%zz', 'a/b'), text), parameter)
  .map(([scheme, its, at, database, more]) => `${scheme}://shop:${secret}@${its}:${at}/${database}?${more}`);

/** What was made, or the code of the error. */
async function attempt<Made>(make: () => Promise<Made> | Made): Promise<Made | string> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof WaystoneError)) throw error;
    expect(error.message).not.toContain(secret);
    return error.code;
  }
}

test('WAYSTONE_STORE and DATABASE_URL', async () => {
  const cwd = await emptyFolder();
  const holds = async (env: Readonly<Record<string, string>>): Promise<void> => {
    const location = await attempt(() => locateStore({ env, cwd } as unknown as Session, {}));
    if (typeof location === 'string') expect(location).toBe('USAGE');
    if (typeof location === 'string' || location.kind === 'file') return;
    const { options, shownAs } = location;
    expect(shownAs).not.toContain(secret);
    const store = await attempt(() => postgres(options));
    if (typeof store === 'string') expect(store).toBe('OPTION_INVALID');
    else await store.close();
  };
  const variables = fc.record({ WAYSTONE_STORE: fc.oneof(address, text), DATABASE_URL: fc.oneof(address, text) }, { requiredKeys: [] });
  await fc.assert(fc.asyncProperty(variables, holds), { numRuns: 300 });
});

test('PGHOST, PGPORT and the others', async () => {
  const holds = async (env: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const store = await attempt(() => postgres());
    if (typeof store === 'string') expect(store).toBe('OPTION_INVALID');
    else await store.close();
    vi.unstubAllEnvs();
  };
  const variables = fc.record(
    { PGHOST: host, PGPORT: port, PGUSER: text, PGPASSWORD: text, PGDATABASE: text, PGSSLMODE: text, PGOPTIONS: text },
    { requiredKeys: [] },
  );
  await fc.assert(fc.asyncProperty(variables, holds), { numRuns: 300 });
});
