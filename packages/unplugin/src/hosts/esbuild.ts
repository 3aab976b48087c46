/** esbuild: every build of its begins with one of ours. */
import type { PartialMessage, PluginBuild } from 'esbuild';
import type { Open } from '../builds.js';
import { errorsOf, warningsOf, type Problem } from '../problems.js';

export function esbuildSetup(build: PluginBuild, open: Open): void {
  let inputs: readonly string[] = [];
  build.onStart(async () => {
    const builds = await open();
    const result = await builds.refresh();
    inputs = result.inputs;
    return { errors: errorsOf(result, builds.root).map(messageOf), warnings: warningsOf(result, builds.root).map(messageOf) };
  });
  // Files can be watched only as part of an answer about a module; every build asks about its entries.
  build.onResolve({ filter: entryFilter(build) }, ({ kind }) => (kind === 'entry-point' ? { watchFiles: [...inputs] } : undefined));
}

/** Of all imports only those that are named as entries are worth a question. */
function entryFilter({ initialOptions: { entryPoints = [] } }: PluginBuild): RegExp {
  const names = Array.isArray(entryPoints)
    ? entryPoints.map((entry) => (typeof entry === 'string' ? entry : entry.in))
    : Object.values(entryPoints);
  return new RegExp(`^(?:${names.map((name) => name.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('|')})$`);
}

function messageOf({ text, file, line, column, length, lineText }: Problem): PartialMessage {
  return {
    text,
    location: {
      file,
      line,
      column: bytesOf(lineText.slice(0, column)),
      length: bytesOf(lineText.slice(column, column + length)),
      lineText,
    },
  };
}

/** esbuild counts columns in bytes. */
function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
