/** Edits that mean something to an instance: another hash, so that it goes on with the build that it knows. */
import { edited } from './sample.js';

export const changed: readonly (readonly [what: string, text: string])[] = [
  // ── values ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  ['another threshold in a constant', edited([['limit = 2', 'limit = 3']])],
  ['another threshold', edited([['amount <= 5', 'amount <= 6']])],
  ['another operator', edited([['amount > limit', 'amount >= limit']])],
  ['another literal', edited([["'one'", "'two'"]])],
  ['another template', edited([['`long ${size}`', '`longer ${size}`']])],
  ['operands the other way round', edited([['id.length + amount', 'amount + id.length']])],
  ['another variable', edited([['one: one.id', 'one: two']])],
  ['another property', edited([['error.message', 'error.name']])],
  ['another name of a property', edited([['{ refused: error', '{ denied: error']])],
  ['another duration', edited([["sleep('5m')", "sleep('6m')"]])],
  ['another timeout of a signal', edited([["timeout: '1h'", "timeout: '2h'"]])],
  ['no timeout of a signal', edited([["receive({ timeout: '1h' })", 'receive()']])],
  ['another value of a status', edited([["set('begun')", "set('started')"]])],
  ['another default', edited([["?? 'none'", "|| 'none'"]])],
  ['another list', edited([['[7, 8]', '[7, 9]']])],
  ['another method of a closure', edited([['amounts.filter(', 'amounts.slice().filter(']])],
  ['another condition of a closure', edited([['amount > 0', 'amount !== 0']])],
  ['a chain that ends where nothing is', edited([['input.extra ??', 'input?.extra ??']])],
  ['a step that counts otherwise', edited([['attempt++', 'attempt += 2']])],
  [
    'a variable of its own for every turn',
    edited([
      [
        'for (let attempt = 1; attempt < count; attempt++) {',
        'let attempt = 0;\n    for (;;) {\n      attempt += 1;\n      if (attempt >= count) break;',
      ],
    ]),
  ],

  // ── tasks ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  ['another task', edited([['await this.refund(one.id)', 'await this.ship(one.id)']])],
  ['one more task', edited([['throw error;', "await this.ship('more');\n      throw error;"]])],
  ['one task less', edited([['      await this.ship(String(error));\n', '']])],
  ['a renamed task', edited([[/\bship\b/, 'send']])],
  ['a renamed flow', edited([[/\btotal\(/, 'sumUp(']])],
  ['a renamed fork', edited([[/\bboth\b/, 'pair']])],
  ['a renamed branch', edited([[/\bdecide\b/, 'choose']])],
  ['a renamed loop', edited([[/\battempts\b/, 'tries']])],
  ['a renamed signal', edited([[/\bapproval\b/, 'consent']])],
  ['a renamed status', edited([[/\bstage\b/, 'phase']])],
  ['a renamed method between waits', edited([[/\bisLarge\b/, 'isBig']])],
  ['a renamed field between waits', edited([[/\bbonus\b/, 'surplus']])],
  ['a renamed workflow', edited([['@workflow()', "@workflow({ name: 'other' })"]])],
  [
    '@formerly with another name',
    edited([
      ['  @task()\n  async ship', "  @formerly('deliver')\n  @task()\n  async ship"],
      ['{ branch,', '{ branch, formerly,'],
    ]),
  ],
  ['one argument less', edited([["this.charge(amount, 'one')", 'this.charge(amount)']])],
  ['another argument', edited([["two: this.ship('x')", "two: this.ship('y')"]])],

  // ── order ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  [
    'two waits the other way round',
    edited([
      [
        '      const by = await this.decide(total);\n      const more = await this.extra.poll();\n',
        '      const more = await this.extra.poll();\n      const by = await this.decide(total);\n',
      ],
    ]),
  ],
  [
    'a wait before instead of after',
    edited([
      ["    this.stage.set('begun');\n    const started", '    const started'],
      ['await this.both(started);', "await this.both(started);\n    this.stage.set('begun');"],
    ]),
  ],
  ['a flow inlined by hand', edited([['await this.both(started)', "await join({ one: this.charge(started, 'a'), two: this.ship('x') })"]])],

  // ── forks ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  ['another mode', edited([["mode: 'settled', tolerate: 2,", 'mode: { atLeast: 1 },']])],
  ['another share of failures', edited([['tolerate: 2', 'tolerate: 1']])],
  ['another concurrency', edited([['concurrency: 3', 'concurrency: 2']])],
  ['no concurrency', edited([[', concurrency: 3', '']])],
  ['a renamed lane', edited([[/\btwo\b/, 'second']])],
  [
    'lanes in another order',
    edited([["one: this.charge(amount, 'a'), two: this.ship('x')", "two: this.ship('x'), one: this.charge(amount, 'a')"]]),
  ],
  ['one more lane', edited([["two: this.ship('x') }", "two: this.ship('x'), three: this.ship('y') }"]])],
  [
    'Promise.allSettled',
    edited([
      [
        "join(\n      amounts.map((amount) => this.charge(amount)),\n      { mode: 'settled', tolerate: 2, concurrency: 3 },\n    )",
        "join(amounts.map((amount) => this.charge(amount)), { mode: 'settled' })",
      ],
    ]),
  ],

  // ── control ────────────────────────────────────────────────────────────────────────────────────────────────────────
  ['another limit of a loop', edited([['maxIterations: 30', 'maxIterations: 40']])],
  ['a loop that fails at its limit', edited([[", onMax: 'exit'", '']])],
  ['another class of error', edited([['instanceof Boom', 'instanceof RangeError']])],
  ['an error that is not caught', edited([["    } catch {\n      return 'nobody';\n    }", '    } finally {\n    }']])],
  ['a finally that became the end', edited([["    } finally {\n      this.stage.set('ended');\n    }\n", '    }\n']])],
  ['another label', edited([['continue outer', 'break outer']])],
  ['an inner loop instead of the outer one', edited([['break scan', 'break']])],
  ['a case the other way round', edited([["if (amount <= 5) return 'policy';", "if (!(amount <= 5)) return 'policy';"]])],
  ['a poll instead of a receive', edited([['await this.extra.poll()', "await this.extra.receive({ timeout: '1s' })"]])],
  ['another signal', edited([['this.extra.poll()', 'this.approval.poll()']])],
  ['another kind of sleep', edited([["sleep('5m')", 'sleep(300_000)']])],
  [
    'a loop that turns at least once',
    edited([
      ['for (let attempt = 1; attempt < count; attempt++) {', 'let attempt = 0;\n    do {\n      attempt++;'],
      ["await sleep('5m');\n    }", "await sleep('5m');\n    } while (attempt < count);"],
    ]),
  ],
  [
    'a child',
    edited([
      ['await this.refund(one.id)', 'await child(Other, one.id)'],
      ['@workflow()', '@workflow()\nexport class Other {\n  async run(id: string) {\n    return id;\n  }\n}\n\n@workflow()'],
    ]),
  ],
];
