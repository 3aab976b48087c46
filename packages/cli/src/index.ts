/** What a project imports from the command line package: the type of its configuration. */
export { defineConfig, type WaystoneConfig, type WorkerConfig } from './config/config.js';
