/** webpack by itself reads no TypeScript. */
import { transform } from 'esbuild';

// oxlint-disable-next-line import/no-default-export -- webpack takes the default export of a loader
export default async function typescript(source) {
  const { code } = await transform(source, { loader: 'ts', tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } });
  return code;
}
