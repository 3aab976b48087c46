/** Finds a project's root and its configuration, from any folder inside it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { ConfigError } from '../errors.js';
import { importModule } from '../load/import-module.js';
import { assertConfig } from './check-config.js';
import type { WaystoneConfig } from './config.js';
import { findUp } from './find-up.js';

/** A project as commands find it. */
export interface Project {
  /** The folder of the configuration file, else of the nearest `package.json`, else the current one. */
  readonly root: string;
  readonly config: WaystoneConfig;
}

const configNames = ['ts', 'mts', 'js', 'mjs', 'json'].map((extension) => `waystone.config.${extension}`);

/** Throws {@link ConfigError}. */
export async function loadProject(cwd: string): Promise<Project> {
  const root = findUp(cwd, [...configNames, 'package.json']) ?? cwd;
  const name = configNames.find((candidate) => existsSync(join(root, candidate)));
  return { root, config: name === undefined ? {} : await readConfig(join(root, name), relative(cwd, join(root, name))) };
}

async function readConfig(file: string, shownAs: string): Promise<WaystoneConfig> {
  const config = await readDefaultExport(file).catch((cause: unknown) => {
    throw new ConfigError(`${shownAs} could not be loaded. Mend the file; the cause says what is wrong.`, { cause });
  });
  assertConfig(shownAs, config);
  return config;
}

async function readDefaultExport(file: string): Promise<unknown> {
  if (extname(file) === '.json') return JSON.parse(await readFile(file, 'utf8'));
  return (await importModule(file)).default;
}
