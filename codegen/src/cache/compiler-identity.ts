/** What tells this compiler from every other: another one may make something else of the same sources. */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

let identity: string | undefined;

/** A digest of the compiler's own modules, of the language's, and of the versions of what they use. */
export function compilerIdentity(): string {
  identity ??= hash('sha256', [...modules(), ...versions()].join('\n'), 'base64url');
  return identity;
}

function modules(): string[] {
  return [join(import.meta.dirname, '..'), dirname(resolve('@waystone/core'))].flatMap(modulesIn);
}

function modulesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.d)\.[jt]s$/.test(name));
  return names.toSorted().map((name) => `${name} ${hash('sha256', readFileSync(join(folder, name)), 'base64url')}`);
}

function versions(): string[] {
  return ['@ts-morph/common', '@jridgewell/gen-mapping'].map((name) => readFileSync(findPackageJSON(name, import.meta.url) ?? '', 'utf8'));
}
