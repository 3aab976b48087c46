/**
 * A PgBouncer in transaction mode in front of a server: `node pgbouncer.ts <address of a database> [setting=value …]` prints
 * the address through it, and serves until its standard input ends.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../free-port.ts';
import { handOver, host, nobody, ready, serveUntilInputEnds } from './host.ts';
import { pgBouncerBinary } from './pgbouncer-binary.ts';

const [target = '', ...settings] = process.argv.slice(2);

const binary = pgBouncerBinary();
const env = { ...process.env, LD_LIBRARY_PATH: [...binary.libraries, process.env['LD_LIBRARY_PATH'] ?? ''].join(delimiter) };

/** Since 1.21 it can keep prepared statements itself. */
function knowsPreparedStatements(): boolean {
  const { stdout, stderr, error } = spawnSync(binary.path, ['--version'], { env, encoding: 'utf8' });
  const version = /PgBouncer (?<major>\d+)\.(?<minor>\d+)/.exec(stdout)?.groups;
  if (!version) throw new Error(`${binary.path} does not run: ${stderr}`, { cause: error });
  return Number(version['major']) > 1 || Number(version['minor']) >= 21;
}

/** A part of an address, as the configuration takes it. */
function quoted(part: string): string {
  return `'${decodeURIComponent(part).replaceAll("'", "''")}'`;
}

/** Everybody is let in, and becomes the user of the address. */
function configuration(port: number): string {
  const { hostname, port: targetPort, username, password } = new URL(target);
  const login = [`user=${quoted(username)}`, ...(password ? [`password=${quoted(password)}`] : [])];
  return [
    '[databases]',
    `* = host=${hostname} port=${targetPort || 5432} ${login.join(' ')}`,
    '[pgbouncer]',
    `listen_addr = ${host}`,
    `listen_port = ${port}`,
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 3',
    'max_client_conn = 200',
    'server_tls_sslmode = prefer',
    'unix_socket_dir =',
    'server_check_delay = 0',
    // Nothing may be left to it that other poolers lack.
    ...(knowsPreparedStatements() ? ['max_prepared_statements = 0'] : []),
    ...settings.map((setting) => setting.replace('=', ' = ')),
    '',
  ].join('\n');
}

const folder = mkdtempSync(join(tmpdir(), 'waystone-pgbouncer-data-'));
try {
  const port = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  writeFileSync(file, configuration(port));
  for (const path of [folder, file]) handOver(path);
  const server = spawn(binary.path, [file], { ...nobody, env, stdio: ['ignore', 'ignore', 'pipe'] });
  await ready(server, 'process up');
  const url = new URL(target);
  url.hostname = host;
  url.port = `${port}`;
  console.log(url.href);
  await serveUntilInputEnds(server);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
