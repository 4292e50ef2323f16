import { protocol } from 'electron';
import { readStaticFile } from './staticFiles';

const scheme = 'app';
const host = 'netloom';

/** Where the app of the window is. */
export const appAddress = `${scheme}://${host}/`;

/** Whether an address is a page of the app: nothing else may call the bridge. */
export function isAppAddress(address: string): boolean {
  return address === appAddress.slice(0, -1) || address.startsWith(appAddress);
}

/** Gives the app's addresses the rights of a secure web site; before the application is ready. */
export function registerAppScheme(): void {
  const privileges = {
    standard: true,
    secure: true,
    supportFetchAPI: true,
    stream: true,
    codeCache: true,
  };
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }]);
}

/** Serves the built app from `root`, and nothing besides; after the application is ready. */
export function serveApp(root: string): void {
  protocol.handle(scheme, async (request) => {
    const address = new URL(request.url);
    const file =
      request.method === 'GET' && address.host === host
        ? await readStaticFile(root, address.pathname)
        : null;
    if (file === null) return new Response('Not found\n', { status: 404 });
    return new Response(file.body, { headers: file.headers });
  });
}
