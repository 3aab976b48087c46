/** The plugin, for every bundler: each brings its own hooks, because errors and watched files are said differently in each. */
import { resolve } from 'node:path';
import { createUnplugin } from 'unplugin';
import { buildsOf, type Open } from './builds.js';
import { esbuildSetup } from './hosts/esbuild.js';
import { rollupHooks } from './hosts/rollup.js';
import { viteHooks } from './hosts/vite.js';
import { applyToCompiler } from './hosts/webpack.js';
import type { Options } from './options.js';

export const unplugin = createUnplugin<Options | undefined, false>(({ root = '.' } = {}) => {
  const open: Open = () => buildsOf(resolve(root));
  return {
    name: 'waystone',
    rollup: rollupHooks(open),
    rolldown: rollupHooks(open),
    vite: viteHooks(open),
    webpack: (compiler) => applyToCompiler(compiler, open),
    rspack: (compiler) => applyToCompiler(compiler, open),
    esbuild: { setup: (build) => esbuildSetup(build, open) },
  };
});
