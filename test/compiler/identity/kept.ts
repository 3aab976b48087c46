/** Edits that mean nothing to an instance: the graph, with its hash and its nodes, stays. */
import { edited, moved, type Edit } from './sample.js';

/** A member that is renamed everywhere, and says so. */
function renamed(from: string, to: string, declaration: RegExp): readonly Edit[] {
  return [
    [new RegExp(`(this\\.|async |readonly |^ {2})${from}\\b`), `$1${to}`],
    [new RegExp(declaration.source.replace(from, to)), `@formerly('${from}') $&`],
    [/^import \{ branch,/, 'import { branch, formerly,'],
  ];
}

const members: readonly (readonly [from: string, to: string, declaration: RegExp])[] = [
  ['charge', 'chargeCard', /@task\(\{ timeout: '10s' \}\)\n {2}async charge\b/],
  ['both', 'pair', /@fork\(\)\n {2}async both\b/],
  ['total', 'sumUp', /@flow\(\)\n {2}async total\b/],
  ['decide', 'choose', /@branch\(\)\n {2}async decide\b/],
  ['attempts', 'tries', /@loop\(\{ maxIterations: 30, onMax: 'exit' \}\)\n {2}async attempts\b/],
  ['approval', 'consent', /readonly approval\b/],
  ['stage', 'phase', /readonly stage\b/],
  ['isLarge', 'isBig', /^ {2}isLarge\b/],
  ['bonus', 'surplus', /readonly bonus\b/],
];

const renames: readonly (readonly [what: string, text: string])[] = members.map(([from, to, declaration]) => [
  `${from} under another name, with @formerly`,
  edited(renamed(from, to, declaration)),
]);

export const kept: readonly (readonly [what: string, text: string])[] = [
  // ── formatting ─────────────────────────────────────────────────────────────────────────────────────────────────────
  [
    'other spaces and line breaks',
    edited([
      [/^ {4,}/, '\t'],
      [/, /, ' ,\n'],
      [/;$/, '\n;'],
    ]),
  ],
  ['no semicolons', edited([[/;$/, '']])],
  [
    'other quotes',
    edited([
      ["'begun'", '"begun"'],
      ["'policy'", '`policy`'],
      ["'one'", '"one"'],
      ["'none'", '`none`'],
    ]),
  ],
  [
    'quotes around names of properties',
    edited([
      ['{ refused: error.message', "{ 'refused': error.message"],
      ["mode: 'settled'", "'mode': 'settled'"],
    ]),
  ],
  [
    'more parentheses',
    edited([
      ['amount > limit', '((amount) > (limit))'],
      ['id.length + amount', '((id.length) + amount)'],
      ["'nobody'", "('nobody')"],
    ]),
  ],
  [
    'fewer parentheses',
    edited([
      ["(each) => (each.status === 'fulfilled' ? each.value.id : 'no')", "each => each.status === 'fulfilled' ? each.value.id : 'no'"],
    ]),
  ],
  [
    'braces around single statements',
    edited([
      ['else sum += amount;', 'else { sum += amount; }'],
      ["if (letter === 'z') break scan;", "{ if (letter === 'z') { break scan; } }"],
    ]),
  ],
  ['a body instead of an expression', edited([['(amount) => amount > 0', '(amount) => { return amount > 0; }']])],
  [
    'trailing commas',
    edited([
      ['tolerate: 2, concurrency: 3 }', 'tolerate: 2, concurrency: 3, }'],
      ["one: this.charge(amount, 'a'), two: this.ship('x') }", "one: this.charge(amount, 'a',), two: this.ship('x',), }"],
    ]),
  ],
  [
    'a number written otherwise',
    edited([
      ['let sum = 0', 'let sum = 0x0'],
      ['size > 8', 'size > 8.0'],
      ['maxIterations: 30', 'maxIterations: 0x1e'],
    ]),
  ],
  ['properties written in full', edited([['return { by, one: one.id, two,', 'return { by: by, one: one.id, two: two,']])],
  ['statements in blocks of their own', edited([['await this.ship(String(error));\n', '{ await this.ship(String(error)); }\n']])],
  ['empty statements', edited([["this.stage.set('begun');", ";;this.stage.set('begun');;"]])],

  // ── comments ───────────────────────────────────────────────────────────────────────────────────────────────────────
  [
    'comments',
    edited([
      ['let sum = 0;', '/* a sum */ let sum = 0; // of all'],
      ['return sum;', '// done\n    return sum;'],
      ['this.charge(amount, ', 'this.charge(/* how much */ amount, '],
    ]),
  ],
  [
    'a comment with the words of generated code',
    edited([['let sum = 0;', '// go frame value code errors program LoopLimitError openCursor $value\n    let sum = 0;']]),
  ],
  ['a doc comment on a member', edited([['  @task()\n  async ship', '  /** Sends it. */\n  @task()\n  async ship']])],

  // ── names that nobody outside knows ────────────────────────────────────────────────────────────────────────────────
  ['a renamed variable that crosses waits', edited([[/\bsum\b/, 'collected']])],
  [
    'a renamed variable that does not',
    edited([
      [/\bsize\b/, 'letters'],
      [/\bletter\b/, 'character'],
    ]),
  ],
  [
    'a renamed parameter of a flow',
    edited([
      ['async both(amount: number)', 'async both(price: number)'],
      ["one: this.charge(amount, 'a')", "one: this.charge(price, 'a')"],
    ]),
  ],
  ['a renamed parameter of run', edited([[/\binput\b/, 'request']])],
  [
    'a renamed parameter of a task',
    edited([
      ['async ship(id: string)', 'async ship(parcel: string)'],
      ['shipped \\${id}', 'shipped \\${parcel}'].map((each) => each.replaceAll('\\$', '$')) as [string, string],
    ]),
  ],
  ['a renamed parameter of a closure', edited([['(amount) => amount > 0', '(each) => each > 0']])],
  ['a renamed parameter of a lane', edited([['(amount) => this.charge(amount)', '(price) => this.charge(price)']])],
  [
    'a renamed error',
    edited([
      ['catch (error)', 'catch (problem)'],
      ['error instanceof', 'problem instanceof'],
      ['error.message', 'problem.message'],
      ['String(error)', 'String(problem)'],
      ['throw error', 'throw problem'],
    ]),
  ],
  [
    'renamed variables of a pattern',
    edited([
      ['const { one, two }', 'const { one: first, two: second }'],
      ['one: one.id, two,', 'one: first.id, two: second,'],
      ['this.refund(one.id)', 'this.refund(first.id)'],
    ]),
  ],
  [
    'renamed labels',
    edited([
      [/\bouter\b/, 'amountsLoop'],
      [/\bscan\b/, 'all'],
    ]),
  ],
  [
    'variables named like generated code',
    edited([
      [/\bsum\b/, 'frame'],
      ['const by = await', 'const go = await'],
      ['return { by,', 'return { by: go,'],
    ]),
  ],
  ['a variable that shadows another', edited([[/\bskipped\b/, 'sum']])],

  // ── types ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  [
    'types of variables',
    edited([
      ['let sum = 0', 'let sum: number = 0'],
      ['const by = await', 'const by: string = await'],
    ]),
  ],
  [
    'assertions',
    edited([
      ['this.decide(total)', 'this.decide(total as number)'],
      ['one.id, two', 'one!.id, two'],
      ["{ mode: 'settled', tolerate: 2, concurrency: 3 }", "{ mode: 'settled' as const, tolerate: 2, concurrency: 3 }"],
    ]),
  ],
  [
    'types of results',
    edited([
      ['async total(amounts: readonly number[])', 'async total(amounts: readonly number[]): Promise<number>'],
      ['(amount) => amount > 0', '(amount: number): boolean => amount > 0'],
    ]),
  ],
  [
    'an interface of its own',
    edited([
      ['@workflow()', 'export interface Request { amounts: number[]; extra?: string }\n\n@workflow()'],
      ['input: { amounts: number[]; extra?: string }', 'input: Request'],
    ]),
  ],
  [
    'let for const, and const for let',
    edited([
      ['const size', 'let size'],
      ['const letter', 'let letter'],
      ['const skipped', 'let skipped'],
      ['const by', 'let by'],
      ['const { id }', 'let { id }'],
    ]),
  ],
  [
    'other modifiers',
    edited([
      ['readonly bonus: number', 'protected bonus: number'],
      ['  isLarge(count', '  private isLarge(count'],
    ]),
  ],

  // ── order ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  ['run first', moved(/ {2}async run[^]*?\n {2}\}\n/, "  @task({ timeout: '10s' })")],
  ['flows in another order', moved(/ {2}@branch\(\)[^]*?\n {2}\}\n\n/, '  @fork()\n  async both')],
  ['tasks in another order', moved(/ {2}@task\(\)\n {2}async refund[^]*?\n {2}\}\n\n/, "  @task({ timeout: '10s' })")],
  ['fields in another order', moved(/ {2}readonly stage = status\('new'\);\n/, '  readonly approval')],
  [
    'imports in another order',
    edited([
      ['branch, child, flow, fork, join', 'join, fork, flow, child, branch'],
      ['{ add, Boom }', '{ Boom, add }'],
    ]),
  ],
  ['another import', edited([['{ add, Boom }', '{ add, Boom, none }']])],
  ['declarations of the module in another order', moved(/export const unit = 'cents';\n/, 'const limit = 2;')],
  ['a constant in another declaration', edited([['const limit = 2;', 'const half = 1;\nconst limit = half * 2;']])],

  // ── what is outside the hash ───────────────────────────────────────────────────────────────────────────────────────
  ['other policies', edited([["@task({ timeout: '10s' })", "@task({ timeout: '20s', retry: { attempts: 9 } })"]])],
  ['other settings of the workflow', edited([['@workflow()', "@workflow({ queue: 'nights', priority: 1 })"]])],
  ['another first value of a status', edited([["status('new')", "status('none yet')"]])],
  [
    'other code of a task',
    edited([["return { id: `${note ?? 'c'}${amount}` };", "const id = `${note ?? 'c'}${amount}`;\n    return { id };"]]),
  ],
  ['other code of a method between waits', edited([['return count > 3;', 'return 3 < count;']])],
  ['one more task that nothing calls', edited([['  isLarge', '  @task() async unused(): Promise<void> {}\n\n  isLarge']])],
  [
    'one more signal and status that nothing uses',
    edited([['readonly bonus', 'readonly later = signal();\n  readonly progress = status(0);\n  readonly bonus']]),
  ],
  [
    'the workflow under another name, with @formerly',
    edited([
      ['@workflow()', "@formerly('sample')\n@workflow({ name: 'renamed' })"],
      [/^import \{ branch,/, 'import { branch, formerly,'],
    ]),
  ],
  ...renames,
];
