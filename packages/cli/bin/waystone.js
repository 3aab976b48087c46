#!/usr/bin/env node
/**
 * The `waystone` command. Exists beside the compiled code so that npm can link it before a build, and so that a Node that is too old
 * is told so instead of failing at the first thing it lacks.
 */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 16)) {
  console.error(`waystone needs Node 22.16 or newer; this is ${process.versions.node}. Install a newer one: https://nodejs.org`);
  process.exit(2);
}
await import('../dist/main.js');
