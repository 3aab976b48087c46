/** Prints data as source text: single quotes, trailing commas, one line where it is short. */

const lineLength = 140;

export function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

/** A value of the graph as an expression; `column`: where it begins in its line, `indent`: levels of that line. */
export function literal(value: unknown, indent = 0, column = 0): string {
  const short = shortLiteral(value);
  const isLeaf = typeof value !== 'object' || value === null;
  return isLeaf || (depth(value) < 3 && column + short.length + 1 <= lineLength) ? short : longLiteral(value, indent);
}

function depth(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}

function shortLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shortLiteral).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return leaf(value);
  const entries = entriesOf(value).map(([key, item]) => `${keyText(key)}: ${shortLiteral(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function longLiteral(value: object, indent: number): string {
  const inner = '  '.repeat(indent + 1);
  const lines = Array.isArray(value)
    ? value.map((item) => `${inner}${literal(item, indent + 1, inner.length)},`)
    : entriesOf(value).map(
        ([key, item]) => `${inner}${keyText(key)}: ${literal(item, indent + 1, inner.length + keyText(key).length + 2)},`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return [open, ...lines, `${'  '.repeat(indent)}${close}`].join('\n');
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

function leaf(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}

function keyText(key: string): string {
  if (key === '__proto__') return `['__proto__']`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
}

/** The name of a workflow as an identifier: `orderRefund` for `order-refund`. */
export function camelCase(name: string): string {
  return name.replaceAll(/-([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}
