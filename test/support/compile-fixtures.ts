/** Compiles the workflows that the tests run, once before all tests, as `waystone build` does. */
import { fileURLToPath } from 'node:url';
import { build, formatDiagnostics } from '@waystone/codegen';

const folders = ['../worker/fixtures'];

export function setup(): void {
  for (const folder of folders) {
    const root = fileURLToPath(new URL(folder, import.meta.url));
    const { ok, diagnostics } = build({ root, include: ['*.workflow.ts'], outDir: 'generated' });
    if (!ok) throw new Error(formatDiagnostics(diagnostics, { root }));
  }
}
