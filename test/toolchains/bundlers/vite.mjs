import { waystone } from '@waystone/unplugin/vite';
import { build } from 'vite';
import { tell, watching } from './tell.mjs';

const configuration = {
  configFile: false,
  logLevel: 'silent',
  plugins: [waystone()],
  build: { ssr: 'src/main.ts', outDir: 'dist', emptyOutDir: false, watch: watching ? {} : null },
};

function problem({ message, loc }) {
  return { message, file: loc?.file, line: loc?.line, column: loc?.column };
}

const built = await build(configuration).catch((error) => {
  process.exitCode = 1;
  tell((error.errors ?? [error]).map(problem));
});
if (watching)
  built.on('event', (event) => {
    if (event.code === 'BUNDLE_END') tell([]);
    if (event.code === 'ERROR') tell((event.error.errors ?? [event.error]).map(problem));
  });
else if (built) tell([]);
