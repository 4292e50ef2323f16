import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readStaticFile } from '../electron/staticFiles';

/** A running server of the built app. */
export interface ServedApp {
  /** Where the app is, ending in `/`. */
  readonly address: string;
  /** Ends the server and its connections. */
  close(): Promise<void>;
}

/** Where to serve, and from what. */
export interface ServeOptions {
  /** The folder of the built app. */
  readonly root: string;
  /** The port to try first; 0 takes any free one. */
  readonly port: number;
  /** Whether to take any free port when that one is in use; otherwise the promise is rejected. */
  readonly anyPortIfTaken: boolean;
}

/** Serves the built app to this machine alone, with the headers that it gets in Electron. */
export async function serve({ root, port, anyPortIfTaken }: ServeOptions): Promise<ServedApp> {
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const urlPath = (request.url ?? '/').replace(/[?#].*$/s, '');
    const file = await readStaticFile(root, urlPath);
    if (file === null) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
      return;
    }
    response.writeHead(200, { ...file.headers, 'Content-Length': file.body.byteLength });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  });
  try {
    await listening(server, port);
  } catch (error) {
    if (!anyPortIfTaken || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await listening(server, 0);
  }
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://localhost:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
