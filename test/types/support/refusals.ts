/** What authors read in the editor where a decorator stands on what it cannot be: samples of one line each, with the reason that the error shows. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const notCallable = 'Put it on a method: that is what can be called';
const ofInstances = 'Put it on a method of instances: a static one belongs to no instance';
const notAsync = 'Make the method `async`, and no generator';

/** Members of a class, with the reason; `undefined`: nothing is wrong. */
const members: readonly (readonly [member: string, reason: string | undefined])[] = [
  ['@task() get receipt(): number { return 1; }', notCallable],
  ['@task() field = 1;', notCallable],
  ['@task() static async ofClass(): Promise<void> {}', ofInstances],
  ['@flow() static async flowOfClass(): Promise<void> {}', ofInstances],
  ['@task() direct(): number { return 1; }', notAsync],
  ['@fork() directFork(): number { return 1; }', notAsync],
  ['@branch() directBranch(): void {}', notAsync],
  ['@loop({ maxIterations: 1 }) directLoop(): void {}', notAsync],
  ['@flow() async *generate(): AsyncGenerator<number> {}', notAsync],
  [
    '@task() async gives(): Promise<() => void> { return () => {}; }',
    'The result of a task is stored, and this one is or holds a function',
  ],
  [
    '@task() async symbol(): Promise<{ s: symbol }> { return { s: Symbol() }; }',
    'The result of a task is stored, and this one is or holds a symbol',
  ],
  [
    '@task() async later(): Promise<{ p: Promise<number> }> { return { p: Promise.resolve(1) }; }',
    `The result of a task is stored, and this one is or holds a promise, an iterator or a weak collection`,
  ],
  [
    '@task() async weak(): Promise<WeakMap<object, number>[]> { return []; }',
    'The result of a task is stored, and this one is or holds a promise, an iterator or a weak collection',
  ],
  ['@task() async calls(_back: () => void): Promise<void> {}', 'A parameter of a task is stored, and a function cannot be'],
  ['@task() async second(_n: number, _back?: () => void): Promise<void> {}', 'A parameter of a task is stored, and a function cannot be'],
  [
    '@task() async waits(_for: Promise<number>): Promise<void> {}',
    'A parameter of a task is stored, and a promise, an iterator or a weak collection cannot be',
  ],
  ['@task() private async hidden(): Promise<void> { await this.hidden(); }', undefined],
  ['@task() async unknowns(_a: unknown, _b: any, _c?: { d: string }): Promise<unknown> { return 1; }', undefined],
  ['@task() async lost(_a: Lost, _all: Lost[]): Promise<{ lost: Lost }> { return this.lost(_a, _all); }', undefined],
  ['@task() async generic<V>(value: V): Promise<V> { return value; }', undefined],
  ['@task() async ofTheClass(value: T): Promise<{ all: T[]; one?: U }> { return { all: [value] }; }', undefined],
  ['@task() async fails(): Promise<never> { throw new Error(); }', undefined],
];

/** As {@link members}; legacy decorators cannot stand there at all. */
const standardMembers: typeof members = [
  ['@task() async #hash(): Promise<void> { await this.#hash(); }', 'Workers call it by its name: write `private` instead of `#`'],
];

const noEntry = 'A workflow has an entry: write `async run(input)`';
const notMade = 'A workflow is a class that can be made: not abstract, with a public constructor';

const classes: typeof members = [
  ['@workflow() export class NoRun { async begin(): Promise<void> {} }', noEntry],
  ['@workflow() export class Hidden { private async run(): Promise<void> { await this.run(); } }', noEntry],
  [
    '@workflow() export class Two { async run(_a: string, _b: string): Promise<void> {} }',
    '`run` has at most one parameter: give it an object that holds all',
  ],
  [
    '@workflow() export class Many { async run(..._all: string[]): Promise<void> {} }',
    '`run` has at most one parameter: give it an object that holds all',
  ],
  ['@workflow() export class Direct { run(): number { return 1; } }', 'Make `run` async'],
  ['@workflow() export abstract class Abstract { async run(): Promise<void> {} }', notMade],
  ['@workflow() export class Closed { private constructor() {} async run(): Promise<void> {} }', notMade],
  ['@workflow() export class Optional { constructor(readonly n: number) {} async run(_input?: string): Promise<void> {} }', undefined],
];

export type Form = 'legacy' | 'standard';

/** The samples of a form, each with the reason that it should show. */
export function expectedRefusals(form: Form): Record<string, string | undefined> {
  return Object.fromEntries([...membersOf(form), ...classes]);
}

/** The samples of a form, each with the reason that a TypeScript shows. */
export async function shownRefusals(tsc: string, form: Form, folder: string): Promise<Record<string, string | undefined>> {
  const lines = linesOf(form);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'samples.ts'), lines.join('\n'));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ extends: `../../${form}/tsconfig.json`, include: ['*.ts'] }));
  const output = await promisify(execFile)(process.execPath, [tsc, '--project', folder, '--pretty', 'false']).then(
    () => '',
    (error: { stdout?: string }) => String(error.stdout),
  );
  const shown = new Map(Array.from(output.matchAll(/^.*samples\.ts\((\d+),.*$/gm), ([line, number]) => [Number(number), reasonIn(line)]));
  return Object.fromEntries([...membersOf(form), ...classes].map(([sample]) => [sample, shown.get(lines.indexOf(sample) + 1)]));
}

/** An error that shows no reason is shown itself. */
function reasonIn(line: string): string {
  return /^.*Decorator function return type (?:is )?'Refused<"(?<reason>.*)">'/.exec(line)?.groups?.['reason'] ?? line;
}

function membersOf(form: Form): typeof members {
  return form === 'standard' ? [...members, ...standardMembers] : members;
}

function linesOf(form: Form): readonly string[] {
  return [
    `import { branch, flow, fork, loop, task, workflow } from '@waystone/core';`,
    `import type { Lost } from './lost.js'; // which is not there: an error of this line alone`,
    'export class Members<T, U extends object> {',
    ...membersOf(form).map(([member]) => member),
    '}',
    ...classes.map(([sample]) => sample),
    '',
  ];
}
