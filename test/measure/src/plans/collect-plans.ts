/**
 * Collects the plans by which the server carried out what this process asked: `auto_explain` sends them along as notices.
 * Needs a superuser, since only they may load it.
 */
import pg from 'pg';

export interface Plan {
  /** What it does to which table, e.g. `update lanes`. */
  readonly statement: string;
  /** One line a node, with rows and pages, without estimates. */
  readonly nodes: string;
}

const settings = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_level': 'notice',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_parameter_max_length': '0',
};

/** The same database, by sessions that explain what they do. */
export function explainingUrl(url: string): string {
  const explaining = new URL(url);
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  explaining.searchParams.set('options', options.join(' '));
  return explaining.href;
}

/** Gives the plans of what was asked since the last call, of all connections that are made from now on. */
export function collectPlans(): () => readonly Plan[] {
  let plans: Plan[] = [];
  const connect = Reflect.get(pg.Client.prototype, 'connect');
  Reflect.set(pg.Client.prototype, 'connect', function (this: pg.Client, ...asked: readonly unknown[]): unknown {
    this.on('notice', ({ message }) => {
      const plan = planOf(message ?? '');
      if (plan) plans.push(plan);
    });
    return Reflect.apply(connect, this, asked);
  });
  return () => {
    const collected = plans;
    plans = [];
    return collected;
  };
}

function planOf(notice: string): Plan | undefined {
  const [, text] = /Query Text: (?<text>[^\n]*)/.exec(notice) ?? [];
  const statement = text === undefined ? undefined : statementOf(text);
  if (statement === undefined) return undefined;
  const lines = notice.slice(notice.indexOf('\n', notice.indexOf('Query Text'))).split('\n');
  return { statement, nodes: lines.filter(isWorthShowing).map(shortened).join('\n') };
}

/** Of the tables of the store; the others ask for times and numbers. */
function statementOf(text: string): string | undefined {
  const changes = [...text.matchAll(/\b(?<change>update|insert into|delete from) "waystone"\."(?<table>\w+)"/g)];
  if (changes.length > 0) return changes.map(([, change, table]) => `${change} ${table}`).join(', ');
  const read = [...text.matchAll(/(?:from|join) "waystone"\."(?<table>\w+)"/g)].map(([, table]) => table);
  return read.length === 0 ? undefined : `select from ${[...new Set(read)].join(', ')}${text.includes(' for ') ? ', locking' : ''}`;
}

function isWorthShowing(line: string): boolean {
  return line.trim() !== '' && !/Query Parameters|Disabled: true|Buckets:|Planning/.test(line);
}

function shortened(line: string): string {
  return line
    .replace(/^\t/, '')
    .replace(/ {2}\(cost=[^)]*\)/, '')
    .replace(
      / \(actual rows=(?<rows>[\d.]+) loops=(?<loops>\d+)\)/,
      (_, rows: string, loops: string) => `  rows ${Number(rows)} × ${loops}`,
    )
    .replaceAll('::text', '');
}
