/**
 * The story of a run that failed: of its trace, what tells something of the instances that are about.
 *
 * Always: what is told is in the order in which it happened; what was left out is counted.
 */

/** Turns of event loops: what comes of them follows them. */
const turn = /: (?:timer|soon|rest|notice|go on)$/;
const statement = /^(?<at>\S+) (?<who>.+): (?<what>begin|read|write|end|commit|commit done)$/;
const told = /^(?<at>\S+) (?<who>.+?): (?<line>\{.*\})$/;

/** Statements in a row of which so many at both ends are told, the last ones before what comes of them. */
const mostStatements = 4;

/** @param others Instances of which nothing has to be told. */
export function storyOf(trace: readonly string[], others: ReadonlySet<string>): readonly string[] {
  const isOther = otherIn(others);
  const lines = trace.filter((line) => !turn.test(line) && !isOther(line));
  const story: string[] = [];
  let row: string[] = [];
  for (const line of lines) {
    if (statement.test(line)) row.push(line);
    else {
      story.push(...shortened(row), line);
      row = [];
    }
  }
  return [...story, ...shortened(row)];
}

/** The statements of one process after the other in one line, and of many lines the first and the last. */
function shortened(statements: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let last = '';
  for (const { at = '', who = '', what = '' } of statements.map((line) => statement.exec(line)?.groups ?? {})) {
    if (who === last) lines.push(`${lines.pop()}, ${what}`);
    else lines.push(`${at} ${who}: ${what}`);
    last = who;
  }
  if (lines.length <= 2 * mostStatements) return lines;
  const between = lines.length - 2 * mostStatements;
  return [...lines.slice(0, mostStatements), `… ${between} times statements of processes`, ...lines.slice(-mostStatements)];
}

interface Told {
  readonly what?: string;
  readonly n?: number;
  readonly call?: number;
  readonly instance?: string;
}

/** Instances have their names in some lines, in others their numbers, and answers those of their questions. */
function otherIn(others: ReadonlySet<string>): (line: string) => boolean {
  const names = new Map<number, string>();
  const calls = new Map<string, string | undefined>();
  return (text) => {
    const { who, line } = told.exec(text)?.groups ?? {};
    if (line === undefined) return false;
    const { what, n, call, instance } = JSON.parse(line) as Told;
    if (n !== undefined && instance !== undefined) names.set(n, instance);
    const key = `${who} ${what === 'ask' || what === 'answer' ? 'client' : 'worker'} ${call}`;
    const name = instance ?? names.get(n ?? 0) ?? calls.get(key);
    if (call !== undefined) calls.set(key, name);
    return name !== undefined && others.has(name);
  };
}
