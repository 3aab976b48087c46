/** Preloaded into a command: says at its end whether TypeScript was loaded. */
import { createRequire } from 'node:module';

const { cache } = createRequire(import.meta.url);

process.on('exit', () => {
  const loaded = Object.keys(cache).some((file) => file.endsWith('typescript.js'));
  process.stderr.write(`TypeScript was ${loaded ? '' : 'not '}loaded\n`);
});
