import { dirname, resolve } from 'node:path';
import { waystone } from '@waystone/unplugin/rollup';
import { transform } from 'esbuild';
import { rollup, watch } from 'rollup';
import { tell, watching } from './tell.mjs';

/** Rollup by itself reads no TypeScript. */
const typescript = {
  name: 'typescript',
  resolveId: (source, importer) =>
    importer && source.startsWith('.') ? resolve(dirname(importer), source.replace(/\.js$/, '.ts')) : undefined,
  async transform(source) {
    const { code } = await transform(source, { loader: 'ts', tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } });
    return code;
  },
};
const input = { input: 'src/main.ts', external: [/^@waystone\//], plugins: [waystone(), typescript] };
const output = { dir: 'dist', format: 'es' };

function problem({ message, loc }) {
  return { message, file: loc?.file, line: loc?.line, column: loc?.column };
}

if (watching)
  watch({ ...input, output }).on('event', (event) => {
    if (event.code === 'BUNDLE_END') tell([]);
    if (event.code === 'ERROR') tell([problem(event.error)]);
  });
else {
  const written = async () => (await rollup(input)).write(output);
  await written().then(
    () => tell([]),
    (error) => {
      process.exitCode = 1;
      tell([problem(error)]);
    },
  );
}
