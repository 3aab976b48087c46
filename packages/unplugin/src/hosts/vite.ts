/** Vite: bundles as Rolldown does; a server builds when it starts and whenever a source changes. */
import { dirname, posix } from 'node:path';
import type { Plugin } from 'vite';
import type { Open } from '../builds.js';
import { rollupHooks } from './rollup.js';
import { ViteServer } from './vite-server.js';

type Hooks = Pick<Plugin, 'configResolved' | 'buildStart' | 'watchChange' | 'resolveId' | 'load' | 'hotUpdate'>;

export function viteHooks(open: Open): Hooks {
  let server: ViteServer | undefined;
  const bundle = rollupHooks(open);
  return {
    configResolved({ command, logger }) {
      server = command === 'serve' ? new ViteServer(logger, open) : undefined;
    },
    async buildStart() {
      if (server === undefined) return bundle.buildStart.call(this);
      for (const file of await server.refresh()) this.addWatchFile(file);
    },
    async watchChange(file) {
      if (!server?.isSource(file)) return;
      for (const input of await server.refresh()) this.addWatchFile(input);
    },
    resolveId(source, importer) {
      const failure = server?.failure();
      if (failure && importer !== undefined && server?.isGenerated(posix.resolve(dirname(importer), source))) this.error(failure);
    },
    load(id) {
      const failure = server?.failure();
      if (failure && server?.isGenerated(id)) this.error(failure);
    },
    hotUpdate({ file }) {
      if (!server?.isSource(file)) return;
      const failure = server.failure();
      if (!failure) return server.mended(this.environment);
      server.failed(this.environment);
      this.error(failure);
    },
  };
}
