/** How generated modules refer to others: relative, with the extension that the author's project writes. */
import { posix } from 'node:path';

/** The extension of relative imports: that of the output, that of the source, or none. */
export type ImportStyle = 'js' | 'ts' | 'none';

const sourceExtension = /\.([cm]?)ts$/;

/** The path of `file` as seen from `folder`; a style says what becomes of the extension of a TypeScript file. */
export function importPath(folder: string, file: string, style: ImportStyle = 'ts'): string {
  const path = posix.relative(folder, posix.normalize(file));
  const relative = path.startsWith('.') ? path : `./${path}`;
  if (style === 'ts') return relative;
  return relative.replace(sourceExtension, style === 'js' ? '.$1js' : '');
}

/** The style that a module's own relative imports show. */
export function styleOf(specifiers: readonly string[], fallback: ImportStyle): ImportStyle {
  const relative = specifiers.find((specifier) => specifier.startsWith('.'));
  if (relative === undefined) return fallback;
  if (sourceExtension.test(relative)) return 'ts';
  return /\.[cm]?js$/.test(relative) ? 'js' : 'none';
}
