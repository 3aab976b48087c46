import { waystone } from '@waystone/unplugin/esbuild';
import { context } from 'esbuild';
import { tell, watching } from './tell.mjs';

const told = {
  name: 'told',
  setup: ({ onEnd }) =>
    onEnd(({ errors }) =>
      tell(errors.map(({ text, location }) => ({ message: text, file: location?.file, line: location?.line, column: location?.column }))),
    ),
};
const bundler = await context({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.js',
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'silent',
  plugins: [waystone(), told],
});
if (watching) await bundler.watch();
else {
  await bundler.rebuild().catch(() => (process.exitCode = 1));
  await bundler.dispose();
}
