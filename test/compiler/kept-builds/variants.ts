/**
 * A small project, every file in several variants: right and wrong ones, ones that change what other files mean, and no file at all.
 * Any choice of variants is a project.
 */

/** Texts by file; `undefined`: there is no such file. */
export const variants: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'src/model.ts': [
    `export interface Order { id: string; total: number; kind: 'small' | 'large' }`,
    `// the same\nexport interface Order { id: string; total: number; kind: 'small' | 'large' }`,
    `export interface Order { id: string; total: number; kind: 'small' | 'large' | 'odd' }`,
    `export interface Order { id: string; total: () => number; kind: 'small' | 'large' }`,
    `export interface Order { id: string; total: number | 'unknown'; kind: 'small' | 'large' }`,
    `export interface Order {`,
    undefined,
  ],
  'src/rates.ts': [
    `export const rate = 2;`,
    `export const rate = 3;`,
    `export const rate = 'high' as 'high' | 'low';`,
    `const rate = 2;\nexport {};`,
  ],
  'src/base/base.ts': [
    `import { flow, task } from '@waystone/core';
     export abstract class Checked {
       @task() async look(id: string): Promise<boolean> { return id !== ''; }
       @flow() async check(id: string): Promise<boolean> { return (await this.look(id)) && (await this.look(id + '!')); }
     }`,
    `import { flow, task } from '@waystone/core';
     export abstract class Checked {
       @task() async look(id: string): Promise<boolean> { return id !== ''; }
       @flow() async check(id: string): Promise<boolean> { return await this.look(id); }
     }`,
    `import { flow, task } from '@waystone/core';
     export abstract class Checked {
       @task() async look(id: string): Promise<boolean> { return id !== ''; }
       @flow() async check(id: string): Promise<boolean> { this.look(id); return true; }
     }`,
  ],
  'src/base/package.json': [undefined, '{}', '{ "type": "commonjs" }'],
  'package.json': ['{ "type": "module" }', '{ "type": "commonjs" }', undefined],
  'src/globals.d.ts': [`declare const VERSION: number;`, `declare const VERSION: string;`, undefined],
  'src/one.workflow.ts': [
    `import { branch, task, workflow } from '@waystone/core';
     import type { Order } from './model.js';
     @workflow() export class OneWorkflow {
       @task() async pack(order: Order): Promise<string> { return order.id; }
       @branch() async decide(order: Order): Promise<string> {
         switch (order.kind) {
           case 'small': return await this.pack(order);
           case 'large': return 'sent';
         }
       }
       async run(order: Order): Promise<string> { return await this.decide(order); }
     }`,
    `import { task, workflow } from '@waystone/core';
     import type { Order } from './model.js';
     @workflow({ name: 'two' }) export class OneWorkflow {
       @task() async pack(order: Order): Promise<string> { return order.id; }
       async run(order: Order): Promise<string> { return await this.pack(order); }
     }`,
    `import { task, workflow } from '@waystone/core';
     import type { Order } from './model.js';
     export class OneWorkflow {
       @task() async pack(order: Order): Promise<string> { return order.id; }
       async run(order: Order): Promise<string> { return await this.pack(order); }
     }`,
    undefined,
  ],
  'src/two.workflow.ts': [
    `import { workflow } from '@waystone/core';
     import { Checked } from './base/base.js';
     @workflow() export class TwoWorkflow extends Checked {
       async run(id: string): Promise<string> { return (await this.check(id)) ? id : String(VERSION); }
     }`,
    `import { workflow } from '@waystone/core';
     import { Checked } from './base/base.js';
     @workflow() export class TwoWorkflow extends Checked {
       async run(id: string): Promise<number> { return (await this.check(id)) ? 1 : VERSION; }
     }`,
  ],
  'src/three.workflow.ts': [
    `import { child, signal, workflow } from '@waystone/core';
     import type { Order } from './model.js';
     import { OneWorkflow } from './one.workflow.js';
     @workflow() export class ThreeWorkflow {
       readonly go = signal<string>();
       async run(order: Order): Promise<string> { return (await this.go.receive()) + (await child(OneWorkflow, order)); }
     }`,
    `import { signal, workflow } from '@waystone/core';
     @workflow() export class ThreeWorkflow {
       readonly go = signal<string>();
       async run(): Promise<string> { return await this.go.receive({ timeout: '1h' }); }
     }`,
  ],
  'src/four.workflow.ts': [
    `import { task, workflow } from '@waystone/core';
     import { rate } from './rates.js';
     @workflow() export class FourWorkflow {
       @task() async scale(n: number): Promise<number> { return n; }
       async run(n: number): Promise<number> { return (await this.scale(n)) * rate; }
     }`,
    `import { task, workflow } from '@waystone/core';
     import type { Order } from './model.js';
     declare module './model.js' { interface Order { hook: () => void } }
     @workflow() export class FourWorkflow {
       @task() async scale(order: Order): Promise<string> { return order.id; }
       async run(n: string): Promise<number> { return n.length; }
     }`,
    `import { task, workflow } from '@waystone/core'
     @workflow() export class FourWorkflow {
       async run(n: string): Promise<'a' | 'b'> { return n === '' ? 'b' : n === '1' ? 'a' : n; }
     }`,
  ],
  'tsconfig.json': [configuration({ strict: true }), configuration({ strict: false })],
};

function configuration(options: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ extends: './tsconfig.base.json', compilerOptions: options, include: ['src'] });
}
