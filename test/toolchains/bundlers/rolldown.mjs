import { waystone } from '@waystone/unplugin/rolldown';
import { rolldown, watch } from 'rolldown';
import { tell, watching } from './tell.mjs';

const input = { input: 'src/main.ts', platform: 'node', external: [/^@waystone\//], tsconfig: true, plugins: [waystone()] };
const output = { dir: 'dist', format: 'es' };

function problem({ message, loc }) {
  return { message, file: loc?.file, line: loc?.line, column: loc?.column };
}

if (watching)
  watch({ ...input, output }).on('event', (event) => {
    if (event.code === 'BUNDLE_END') tell([]);
    if (event.code === 'ERROR') tell((event.error.errors ?? [event.error]).map(problem));
  });
else {
  const bundle = await rolldown(input);
  await bundle.write(output).then(
    () => tell([]),
    (error) => {
      process.exitCode = 1;
      tell((error.errors ?? [error]).map(problem));
    },
  );
}
