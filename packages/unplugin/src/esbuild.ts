/** The plugin for esbuild. */
import type { UnpluginInstance } from 'unplugin';
import type { Options } from './options.js';
import { unplugin } from './unplugin.js';

export type { Options } from './options.js';

/**
 * Compiles the workflows of the project before esbuild bundles, and again when a source of theirs changes. A mistake in a workflow is an error of
 * the bundle.
 */
export const waystone: UnpluginInstance<Options | undefined, false>['esbuild'] = unplugin.esbuild;
