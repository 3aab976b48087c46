#!/usr/bin/env node
/**
 * The `waystone` command. Exists beside the compiled code so that npm can link it before a build, and so that a Node that is too old
 * is told so instead of failing at the first thing it lacks.
 */
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 16)) {
  console.error(`waystone needs Node 22.16 or newer; this is ${process.versions.node}. Install a newer one: https://nodejs.org`);
  process.exit(2);
}
// TypeScript alone is nine megabytes of code; compiled once, it loads in a third of the time. NODE_DISABLE_COMPILE_CACHE=1 turns it off.
module.enableCompileCache();
await import('../dist/main.js');
