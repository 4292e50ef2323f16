import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file of the built app as it goes to a window: bytes and the headers that belong to them. */
export interface StaticFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.netloom': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * What makes a page cross-origin isolated, without which there is no SharedArrayBuffer and hence one
 * thread of the WASM backend only.
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** The content security policy of pages and of worker scripts; nothing is loaded from elsewhere. */
export function contentSecurityPolicy(): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "connect-src 'self' blob: data:",
    "img-src 'self' blob: data:",
    "font-src 'self' data:",
    // Monaco, React Flow and KaTeX write style elements and attributes of their own.
    "style-src 'self' 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** The headers of a file of the built app, told by its name. */
export function staticHeaders(file: string): Record<string, string> {
  const extension = path.extname(file).toLowerCase();
  return {
    ...isolationHeaders,
    'Content-Type': contentTypes[extension] ?? 'application/octet-stream',
    'Content-Security-Policy': contentSecurityPolicy(),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    // Vite puts a hash of the content into the names of what lies in assets/.
    'Cache-Control': /[\\/]assets[\\/]/.test(file) ? 'max-age=31536000, immutable' : 'no-cache',
  };
}

/**
 * The file below `root` that a URL path names (`/` is `index.html`), or null when there is none,
 * when the path is malformed, or when it leads out of `root`, through links included.
 */
export async function readStaticFile(root: string, urlPath: string): Promise<StaticFile | null> {
  const relative = decodedPath(urlPath);
  if (relative === null) return null;
  const asked = path.join(root, relative === '' ? 'index.html' : relative);
  try {
    const [base, file] = await Promise.all([realpath(root), realpath(asked)]);
    if (!file.startsWith(base + path.sep)) return null;
    if (!(await stat(file)).isFile()) return null;
    const body = new Uint8Array(await readFile(file));
    return { body, headers: staticHeaders(file) };
  } catch {
    return null;
  }
}

function decodedPath(urlPath: string): string | null {
  try {
    const decoded = decodeURIComponent(urlPath).replace(/^\/+/, '');
    const parts = decoded.split('/');
    return /[\\\0]/.test(decoded) || parts.includes('..') ? null : decoded;
  } catch {
    return null;
  }
}
