/**
 * Builds again whenever a source changes. Changes that come while a build runs are taken together by the next one; a
 * build with mistakes does not end the watch.
 */
import { once } from 'node:events';
import { join, relative, resolve } from 'node:path';
import { watch } from 'chokidar';
import type { Project } from '../config/load-config.js';
import { untilStopped } from '../until-stopped.js';
import { projectBuilder } from './project-builder.js';
import type { CacheOptions } from './project-options.js';
import { reportBuild, type Reporting } from './report.js';

/** Changes of one save come in a burst; this is how long it lasts at most, in milliseconds. */
const burstMs = 20;

/** Watches until SIGINT or SIGTERM. */
export async function watchProject(project: Project, options: CacheOptions, reporting: Reporting): Promise<void> {
  const builder = projectBuilder(project, options);
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const rebuild = (): void => {
    const files = [...changed];
    changed.clear();
    reportBuild(builder.rebuild(files), reporting);
  };
  const watcher = watch(project.root, { ignoreInitial: true, ignored: (path) => isIgnored(project, path) }).on('all', (_event, path) => {
    if (!/\.([mc]?tsx?|json)$/.test(path)) return;
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(rebuild, burstMs);
  });
  await once(watcher, 'ready');
  reportBuild(builder.build(), reporting);
  const stopped = untilStopped(() => clearTimeout(timer));
  reporting.terminal.err.line('watching; Ctrl-C ends');
  await stopped;
  await watcher.close();
}

/** Folders that hold no sources of the author. */
function isIgnored({ root, config }: Project, path: string): boolean {
  const outDir = resolve(root, config.outDir ?? 'src/generated');
  return path === outDir || path.startsWith(join(outDir, '/')) || /(^|[\\/])(node_modules|dist|\.git)([\\/]|$)/.test(relative(root, path));
}
