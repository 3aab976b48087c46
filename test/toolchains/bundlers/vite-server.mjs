/** A development server with a browser's connection to it. On a line of standard input it imports the generated module, as a server-side page does. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { waystone } from '@waystone/unplugin/vite';
import { createServer } from 'vite';

const say = (what) => console.log(JSON.stringify(what));
const server = await createServer({
  configFile: false,
  logLevel: 'silent',
  appType: 'custom',
  plugins: [waystone()],
  server: { port: 0, host: '127.0.0.1' },
});
await server.listen();
// oxlint-disable-next-line no-underscore-dangle -- chokidar has no other way to ask whether it is ready
if (!server.watcher._readyEmitted) await once(server.watcher, 'ready');

const { port } = server.httpServer.address();
const browser = new WebSocket(`ws://127.0.0.1:${port}/?token=${server.config.webSocketToken}`, 'vite-hmr');
browser.addEventListener('message', ({ data }) => say({ browser: JSON.parse(data) }));

createInterface({ input: process.stdin }).on('line', () => {
  server.ssrLoadModule('/src/generated/index.ts').then(
    ({ workflows }) => say({ page: { workflows: Object.keys(workflows) } }),
    ({ message, loc }) => say({ page: { message, loc } }),
  );
});
