import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApp, serve } from '../../../build/serve';
import { contentSecurityPolicy } from '../../../electron/staticFiles';

let folder: string;
let served: ServedApp;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'netloom-static-'));
  mkdirSync(path.join(folder, 'app/assets'), { recursive: true });
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  writeFileSync(path.join(folder, 'app/index.html'), '<p>Netloom');
  writeFileSync(path.join(folder, 'app/assets/a b-1.wasm'), 'wasm');
  writeFileSync(path.join(folder, 'app/assets/index.js'), 'js');
  symlinkSync(path.join(folder, 'secret.txt'), path.join(folder, 'app/link.txt'));
  served = await serve({ root: path.join(folder, 'app'), port: 0, anyPortIfTaken: true });
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('serve', () => {
  it('serves the page with what makes it isolated and confined', async () => {
    const response = await fetch(`${served.address}?a#b`);
    expect(await response.text()).toBe('<p>Netloom');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy());
  });

  it('says what WebAssembly is, which browsers insist on, and lets it be kept', async () => {
    const response = await fetch(`${served.address}assets/a%20b-1.wasm`);
    expect(response.headers.get('content-type')).toBe('application/wasm');
    expect(response.headers.get('cache-control')).toContain('immutable');
  });

  it.each([
    '%2e%2e%2fsecret.txt',
    '..%5csecret.txt',
    'assets%2f..%2f..%2fsecret.txt',
    'link.txt',
    'assets',
    '%',
    '%00',
  ])('refuses %s', async (name) => {
    expect((await fetch(served.address + name)).status).toBe(404);
  });

  it('takes another port when the first is in use', async () => {
    const port = Number(new URL(served.address).port);
    const other = await serve({ root: folder, port, anyPortIfTaken: true });
    expect(other.address).not.toBe(served.address);
    await other.close();
    await expect(serve({ root: folder, port, anyPortIfTaken: false })).rejects.toThrow();
  });
});

describe('contentSecurityPolicy', () => {
  it('lets no page or worker run scripts from texts, blobs or other sites', () => {
    const scripts = contentSecurityPolicy()
      .split('; ')
      .find((part) => part.startsWith('script-src'));
    expect(scripts).toBe("script-src 'self' 'wasm-unsafe-eval'");
    expect(contentSecurityPolicy()).not.toMatch(/https?:|\*/);
  });
});
