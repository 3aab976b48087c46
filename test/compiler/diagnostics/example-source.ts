/**
 * Makes a workflow file of an example of the catalogue: statements of a flow, members of a class, or a whole module
 * are completed by what they take for granted.
 */
const imported = ['branch', 'child', 'flow', 'fork', 'formerly', 'join', 'loop', 'signal', 'sleep', 'status', 'task', 'workflow'];

const types = `
interface Item { readonly name: string; readonly price: number }
interface Order { readonly id: string; readonly name: string; readonly url: string; readonly price: number; readonly risk: 'low' | 'high'; readonly items: Item[] }
interface Cart { readonly items: Item[] }
interface Customer { readonly name: string }
interface Given {
  order: Order; items: Item[]; url: string; path: string; formula: string; channel: 'mail' | 'letter';
  options: { readonly concurrency: number };
}
type Stage = 'received' | 'shipped';
`;

const functions = `
export function sum(items: readonly Item[]): number { return items.length; }
export function open(path: string): Disposable { return { [Symbol.dispose]: () => void path }; }
`;

const tasks = (
  'accept ask charge evaluate fast letter load mail once price readFile refund reserve ship slow save visit more' as const
).split(' ');

const fields: Readonly<Record<string, string>> = {
  approval: 'readonly approval = signal<{ readonly approved: boolean }>();',
  settings: 'constructor(private readonly settings: { limit(): number }) {}',
};

/** The file of an example; `name` names its class. */
export function exampleSource(example: string, name: string): string {
  const parts = partsOf(example, name);
  const body = [types, functions, ...parts].join('\n');
  const used = imported.filter((word) => new RegExp(`@${word}\\b|\\b${word}[(<]`).test(body));
  return `import { ${used.join(', ')} } from '@waystone/core';\n${body}`;
}

function partsOf(example: string, name: string): string[] {
  const [before = '', inClass] = example.split('// in the class\n');
  if (inClass !== undefined) return [before, classWith(inClass, name)];
  if (/^(export |@workflow)/m.test(example)) return [example];
  return isMembers(example)
    ? [classWith(example, name)]
    : [classWith(`async run({ order, items, url, path, formula, channel, options }: Given) {\n${example}\n}`, name)];
}

function isMembers(example: string): boolean {
  return /^(@\w+|async |private |readonly |static |run\()/.test(example);
}

function classWith(members: string, name: string): string {
  const isMissing = (member: string): boolean =>
    !new RegExp(`^\\s*(static |private |readonly )*(async )?\\*?${member}\\b`, 'm').test(members);
  const stubs = tasks.filter(isMissing).map((task) => `@task() async ${task}(...given: unknown[]): Promise<any> { return given; }`);
  const more = Object.keys(fields)
    .filter(isMissing)
    .map((field) => fields[field]);
  const run = /\brun\(/.test(members) ? '' : 'async run() {}';
  return `@workflow()\nexport class ${name} {\n${[...stubs, ...more, members, run].join('\n')}\n}\n`;
}
