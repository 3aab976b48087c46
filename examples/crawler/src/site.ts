/** A small site on this machine: pages that link to pages, some missing, and a server that fails now and then. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

const fanOut = 4;
const lastPage = 60;

function pageAt(number: number): string {
  const links = Array.from({ length: fanOut }, (_, index) => number * fanOut + index + 1);
  const anchors = links.map((link) => `<a href="/page/${link}">${link}</a>`);
  return `<html><head><title>Page ${number}</title></head><body>${anchors.join(' ')}</body></html>`;
}

export interface RunningSite {
  readonly url: string;
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

export async function openSite(): Promise<RunningSite> {
  let requests = 0;
  const server: Server = createServer((request, response) => {
    requests += 1;
    const number = Number(request.url?.split('/').at(-1));
    if (number > lastPage) return response.writeHead(404).end();
    if (requests % 7 === 0) return response.writeHead(503).end();
    return response.writeHead(200, { 'content-type': 'text/html' }).end(pageAt(number));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/page/0`,
    requests: () => requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
