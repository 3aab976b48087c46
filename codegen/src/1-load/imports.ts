/**
 * Which files of the author import which: what the meaning of a file may depend on.
 *
 * Always: what a file imports is known as TypeScript resolved it, types included; what dependencies import is not followed.
 */
import { ts } from '../typescript.js';

export class Imports {
  readonly #resolved = new Map<string, ReadonlySet<string>>();

  /** Resolves what a file imports, as TypeScript does by itself, and remembers it. */
  resolverFor(
    host: ts.CompilerHost,
    options: ts.CompilerOptions,
  ): Pick<ts.CompilerHost, 'resolveModuleNameLiterals' | 'getModuleResolutionCache'> {
    const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), (name) => host.getCanonicalFileName(name), options);
    return {
      getModuleResolutionCache: () => cache,
      resolveModuleNameLiterals: (literals, from, ...[redirected, settings, file]) => {
        const found = literals.map((literal) => {
          const mode = ts.getModeForUsageLocation(file, literal, settings);
          return ts.resolveModuleName(literal.text, from, settings, host, cache, redirected, mode);
        });
        // Of a file that has not changed, only what was not found before is asked for again.
        const earlier = this.#resolved.get(from) ?? [];
        this.#resolved.set(from, new Set([...earlier, ...found.flatMap(({ resolvedModule }) => resolvedModule?.resolvedFileName ?? [])]));
        return found;
      },
    };
  }

  /** Forgets what a file imports, because it has changed; absent: what all import. */
  forget(file?: string): void {
    if (file === undefined) this.#resolved.clear();
    else this.#resolved.delete(file);
  }

  /** The file, what it imports, what that imports, and so on. */
  reachedFrom(file: string): ReadonlySet<string> {
    const reached = new Set([file]);
    for (const each of reached) if (!isDependency(each)) for (const target of this.#resolved.get(each) ?? []) reached.add(target);
    return reached;
  }
}

/** Whether a file belongs to a package that was installed. */
export function isDependency(file: string): boolean {
  return file.includes('/node_modules/');
}
