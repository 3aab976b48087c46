/**
 * What one build lets the next one know of workflow files.
 *
 * Always: of a file that is kept, a build from nothing finds out the same as long as its key is the same. So files with mistakes are not
 * kept, nor are those that reach a mistake: what is said of one file may then hide what would be said of another.
 */
import type { Sources } from '../1-load/index.js';
import type { Compilation, CompiledFile } from '../pipeline.js';
import { recallDiagnostics } from './recall.js';
import type { BuildRecord } from './record.js';

export interface KeptFile extends CompiledFile {
  readonly key: string;
}

interface Built {
  readonly sources: Sources;
  readonly keys: ReadonlyMap<string, string>;
  readonly known: ReadonlyMap<string, KeptFile>;
  readonly compilation: Compilation;
}

/** What is to be kept after a build. */
export function keepFiles({ sources, keys, known, compilation: { diagnostics, workflows } }: Built): ReadonlyMap<string, KeptFile> {
  const mistaken = filesOf(diagnostics.filter(({ severity }) => severity === 'error'));
  const warned = filesOf(diagnostics.filter(({ severity }) => severity === 'warning'));
  const reached = new Map(sources.files.map(({ fileName }) => [fileName, sources.reachedFrom(fileName)]));
  const kept = new Map(known);
  for (const [file, reach] of reached) {
    const key = keys.get(file);
    // A warning in a file that others reach may be about a class of theirs.
    const isWarnedAlone = warned.has(file) && ![...reached].some(([other, others]) => other !== file && others.has(file));
    const isKept = [...reach].every((each) => !mistaken.has(each) && (!warned.has(each) || (each === file && isWarnedAlone)));
    if (known.has(file) || key === undefined || !isKept) continue;
    const warnings = diagnostics.filter(({ place }) => place.file.fileName === file);
    kept.set(file, { key, workflows: workflows.get(file) ?? [], warnings });
  }
  return kept;
}

function filesOf(diagnostics: Compilation['diagnostics']): ReadonlySet<string> {
  return new Set(diagnostics.map(({ place }) => place.file.fileName));
}

/** What a record says of files that may be kept. Mistakes that it has of them lie between files, and are looked for by every build. */
export function keptIn({ keys, workflows, diagnostics }: BuildRecord): ReadonlyMap<string, KeptFile> {
  const warned = diagnostics.filter(({ severity }) => severity === 'warning');
  const kept = Object.entries(keys).map(([file, key]) => {
    const warnings = recallDiagnostics(warned.filter(({ place }) => place.file === file));
    return [file, { key, workflows: workflows[file] ?? [], warnings }] as const;
  });
  return new Map(kept);
}
