/** Recalls the last build of a project if a new one could find out nothing else. Loads nothing of TypeScript. */
import type { ProjectOptions } from '../1-load/index.js';
import type { Emitted } from '../5-emit/index.js';
import type { Diagnostic } from '../diagnostics/index.js';
import { areStillGiven, Files } from '../files/index.js';
import { readRecord, type BuildRecord, type RecordedDiagnostic } from './record.js';

export interface Recalled extends Pick<BuildRecord, 'inputs' | 'outDir'> {
  readonly diagnostics: readonly Diagnostic[];
  /** Absent if a diagnostic is an error. */
  readonly emitted?: Emitted;
}

/** What the last build found out; `undefined`: something has changed since, or builds are not kept. */
export function recallBuild(options: ProjectOptions): Recalled | undefined {
  const record = options.cacheDir === undefined ? undefined : readRecord(options);
  if (!record || !areStillGiven(record.answers)) return undefined;
  const { inputs, outDir } = record;
  const diagnostics = recallDiagnostics(record.diagnostics);
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  return { inputs, outDir, diagnostics, ...(!hasErrors && { emitted: emittedIn(record) }) };
}

function emittedIn({ workflows, index }: BuildRecord): Emitted {
  const all = Object.values(workflows).flat();
  return { files: [...all.flatMap(({ files }) => files), ...(index ? [index] : [])], graphs: all.map(({ graph }) => graph) };
}

/** Diagnostics with the texts of their files, which are what they were. */
export function recallDiagnostics(recorded: readonly RecordedDiagnostic[]): Diagnostic[] {
  const files = new Files();
  const texts = new Map<string, string>();
  const textOf = (file: string): string => {
    const text = texts.get(file) ?? files.read(file) ?? '';
    texts.set(file, text);
    return text;
  };
  return recorded.map(({ place: { file, hasText, start, length }, ...said }) => ({
    ...said,
    place: { file: { fileName: file, text: hasText ? textOf(file) : '' }, start, length },
  }));
}

export function recordDiagnostics(diagnostics: readonly Diagnostic[]): RecordedDiagnostic[] {
  return diagnostics.map(({ place: { file, start, length }, ...said }) => ({
    ...said,
    place: { file: file.fileName, hasText: file.text !== '', start, length },
  }));
}
