/** webpack and Rspack take the same configuration, but for what compiles TypeScript. */
import { tell, watching } from './tell.mjs';

export function configuration(plugin, loader) {
  return {
    mode: 'production',
    target: 'node22',
    entry: './src/main.ts',
    output: { path: `${process.cwd()}/dist`, filename: 'main.js', module: true, chunkFormat: 'module', library: { type: 'module' } },
    experiments: { outputModule: true },
    externalsType: 'module',
    externals: [/^@waystone\//],
    optimization: { minimize: false },
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    module: { rules: [{ test: /\.ts$/, ...loader }] },
    plugins: [plugin],
  };
}

export function bundle(compiler) {
  const finished = (error, stats) => {
    if (error) throw error;
    const errors = stats.toJson({ all: false, errors: true }).errors.map(problem);
    if (errors.length > 0 && !watching) process.exitCode = 1;
    tell(errors);
  };
  if (watching) compiler.watch({ aggregateTimeout: 20 }, finished);
  else compiler.run(finished);
}

function problem({ message, file, loc }) {
  const [line, column] = (loc ?? '').split(/[:-]/).map(Number);
  return { message, file, line, column };
}
