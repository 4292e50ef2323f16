import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listFiles, readBytes, readText, writeWhole } from '../../../electron/diskFiles';

let folder: string;
const at = (name: string) => path.join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'netloom-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('writeWhole', () => {
  it('writes new files and replaces old ones, leaving nothing else behind', async () => {
    expect(await writeWhole(at('a.netloom'), 'one')).toEqual({ ok: true, value: at('a.netloom') });
    await writeWhole(at('a.netloom'), 'two');
    expect(readFileSync(at('a.netloom'), 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['a.netloom']);
  });

  it.runIf(process.platform !== 'win32')('keeps permissions', async () => {
    writeFileSync(at('a'), 'one');
    chmodSync(at('a'), 0o640);
    await writeWhole(at('a'), 'two');
    expect(statSync(at('a')).mode & 0o777).toBe(0o640);
  });

  it.runIf(process.platform !== 'win32')('writes through a link and keeps it', async () => {
    mkdirSync(at('real'));
    writeFileSync(at('real/a'), 'one');
    symlinkSync(at('real/a'), at('link'));
    await writeWhole(at('link'), 'two');
    expect(readFileSync(at('real/a'), 'utf8')).toBe('two');
    expect(readdirSync(at('real'))).toEqual(['a']);
  });

  it('refuses folders and missing folders, in words, and writes nothing', async () => {
    mkdirSync(at('folder'));
    const onFolder = await writeWhole(at('folder'), 'x');
    const nowhere = await writeWhole(at('missing/a'), 'x');
    expect(onFolder).toMatchObject({ ok: false, error: expect.stringContaining('not a regular') });
    expect(nowhere).toMatchObject({ ok: false, error: expect.stringContaining('missing/a') });
    expect(readdirSync(folder)).toEqual(['folder']);
  });
});

describe('reading', () => {
  it('gives the bytes of a file', async () => {
    writeFileSync(at('a'), Buffer.from([0, 255, 7]));
    expect(await readBytes(at('a'), 10)).toEqual({ ok: true, value: new Uint8Array([0, 255, 7]) });
  });

  it('refuses what is too large without reading it', async () => {
    writeFileSync(at('large'), '');
    truncateSync(at('large'), 100 * 1024 * 1024);
    const read = await readText(at('large'));
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining('100.0 MB') });
  });

  it('refuses folders, missing files and binary text, saying which file', async () => {
    writeFileSync(at('binary'), Buffer.from([0xff, 0xfe, 0x00, 0xd8]));
    for (const [name, reason] of [
      ['', 'it is a folder'],
      ['missing', 'there is no such file'],
      ['binary', 'not UTF-8'],
    ] as const) {
      const read = await readText(at(name));
      expect(read.ok).toBe(false);
      expect(read).toMatchObject({ error: expect.stringContaining(at(name)) });
      expect(read).toMatchObject({ error: expect.stringContaining(reason) });
    }
  });

  it.runIf(process.platform === 'linux')('refuses a pipe at once', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect(await readText(at('pipe'))).toMatchObject({ error: expect.stringContaining('a pipe') });
  });
});

describe('listFiles', () => {
  it('lists files below, sorted, links left out', async () => {
    mkdirSync(at('b/c'), { recursive: true });
    writeFileSync(at('b/c/2.png'), '');
    writeFileSync(at('b/1.png'), '');
    writeFileSync(at('a.png'), '');
    if (process.platform !== 'win32') symlinkSync('/etc', at('elsewhere'));
    expect(await listFiles(folder)).toEqual({
      ok: true,
      value: ['a.png', 'b/1.png', 'b/c/2.png'],
    });
  });
});
