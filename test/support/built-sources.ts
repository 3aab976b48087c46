/**
 * Lets programs that Node runs as they are import what tests import: files of tests as they stand there, sources of packages
 * as they were built. It comes before the imports that need it.
 */
import { registerHooks } from 'node:module';

const ofSources = /(\/(?:packages\/\w+|codegen))\/src\//;

registerHooks({
  resolve: (specifier, context, next) => next(existingName(specifier, context.parentURL ?? ''), context),
});

/** TypeScript's names of modules are those that they get when they are built. */
function existingName(specifier: string, importer: string): string {
  if (!importer.endsWith('.ts') || !/^\..*\.js$/.test(specifier)) return specifier;
  const { href } = new URL(specifier, importer);
  return ofSources.test(href) ? href.replace(ofSources, '$1/dist/') : href.replace(/\.js$/, '.ts');
}
