/**
 * Mistakes of authors, put somewhere into random programs: wherever one stands, the program has to be refused for it, at its line.
 */
import type { Compiled } from './compiler.js';

/** Statements by the code of the diagnostic that each must get. */
const mistakes: readonly (readonly [code: string, statement: string])[] = [
  ['call_not_awaited', 'this.add(1, 2);'],
  ['await_not_durable', 'await Promise.resolve(1);'],
  ['value_not_storable', '{ const oops = [(given: number) => given]; await this.echo(0); oops[0]!(1); }'],
  ['value_not_storable', '{ const oops = new WeakMap(); await this.echo(0); add(1, Number(oops.has({}))); }'],
  ['for_await_used', 'for await (const oops of [1]) add(oops, 1);'],
  ['eval_used', `eval('1');`],
  ['this_assigned', '(this as { stage: unknown }).stage = 1;'],
  ['this_as_value', 'Object.keys(this);'],
  ['member_as_value', '[1].map(this.add);'],
  ['timer_used', 'setTimeout(() => 1, 1);'],
  ['join_empty', 'await join([]);'],
  ['lane_not_durable', 'await join([Promise.resolve(1)]);'],
  [
    'lane_writes_shared',
    '{ let oops = 1; await join([(async () => { oops += 1; return await this.add(1, 1); })(), this.add(1, 2)]); add(oops, 1); }',
  ],
  ['plain_method_awaited', 'await this.half(1);'],
  ['promise_chained', 'await this.add(1, 2).then((given) => given);'],
  ['import_meta_used', 'cut(import.meta.url);'],
  ['using_declared', '{ using oops = null; await this.echo(oops); }'],
];

/** A program with a mistake. */
export interface Mistaken {
  readonly text: string;
  readonly code: string;
  /** 1-based. */
  readonly line: number;
}

/** Heads of blocks of statements. */
const head = /^ +(?:async run\(|try |if |for |while |do |[\w$]+: |\} (?:else|catch|finally) ).*\{$/;

/** Puts a mistake into a block of `run`: flows that nothing calls are not compiled. `number` chooses which one, and where. */
export function mistaken(text: string, number: number): Mistaken {
  const [code, statement] = mistakes[number % mistakes.length]!;
  const lines = text.split('\n');
  const run = lines.findIndex((line) => line.startsWith('  async run('));
  const end = lines.indexOf('}', run);
  const heads = lines.flatMap((line, index) => (index >= run && index < end && head.test(line) ? [index + 1] : []));
  // What is never reached keeps no values.
  const line = code === 'value_not_storable' ? run + 1 : heads[number % heads.length]!;
  return { text: lines.toSpliced(line, 0, statement).join('\n'), code, line: line + 1 };
}

/** `undefined`: it is refused as it has to be. */
export function whyNotRefused(compiled: Compiled, { code, line }: Mistaken): string | undefined {
  const wanted = `has to be refused for ${code} in line ${line}`;
  if (!('refusedFor' in compiled)) return `${wanted}, and is not`;
  const found = compiled.refusedFor.map((diagnostic) => {
    const { file, start } = diagnostic.place;
    return { code: diagnostic.code, line: file.text.slice(0, start).split('\n').length };
  });
  if (found.some((each) => each.code === code && each.line === line)) return undefined;
  return `${wanted}, and is refused for ${found.map((each) => `${each.code} in line ${each.line}`).join(', ')}`;
}
