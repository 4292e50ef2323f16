import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportPlaces } from '../../../electron/exportPlaces';
import { GrantedPaths } from '../../../electron/grantedPaths';

let folder: string;
let granted: GrantedPaths;
const at = (name: string) => path.join(folder, name);
const project = () => at('project/a.netloom');

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'netloom-granted-')));
  granted = new GrantedPaths();
  for (const name of ['project/data', 'secret', 'chosen/cats']) {
    mkdirSync(at(name), { recursive: true });
  }
  for (const name of [
    'project/a.netloom',
    'project/data/x.csv',
    'secret/key',
    'chosen/cats/1.png',
    'chosenToo',
  ]) {
    writeFileSync(at(name), 'content');
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('data that a project may read', () => {
  it('is what lies in its folder, once the user has opened it', async () => {
    const asked = () => granted.data(project(), 'data/x.csv');
    expect((await asked()).ok).toBe(false);
    granted.grantProject(project());
    expect(await asked()).toEqual({ ok: true, value: at('project/data/x.csv') });
  });

  it('is nothing else, by no way of writing it', async () => {
    granted.grantProject(project());
    symlinkSync(at('secret'), at('project/link'));
    for (const name of [
      '../secret/key',
      'data/../../secret/key',
      at('secret/key'),
      'link/key',
      '..',
      '/etc/passwd',
    ]) {
      expect((await granted.data(project(), name)).ok, name).toBe(false);
    }
  });

  it('is what the user chose, files and folders', async () => {
    await granted.grantFile(at('chosenToo'));
    await granted.grantFolder(at('chosen'));
    expect((await granted.data(null, at('chosenToo'))).ok).toBe(true);
    expect((await granted.data(null, at('chosen/cats/1.png'))).ok).toBe(true);
    expect((await granted.data(null, at('chosen'))).ok).toBe(true);
    expect((await granted.data(null, at('secret/key'))).ok).toBe(false);
  });
});

describe('exportPlaces', () => {
  const places = (name: string) => exportPlaces(at('chosen'), [{ path: name, content: '' }]);

  it('places files below the chosen folder', async () => {
    const placed = await places('src/model.ts');
    expect(placed).toMatchObject({ ok: true, value: [{ place: at('chosen/src/model.ts') }] });
  });

  it('refuses names that lead elsewhere', async () => {
    symlinkSync(at('secret'), at('chosen/link'));
    for (const name of ['../a', '/a', 'a//b', 'a/../b', './a', 'C:\\a', 'a\\b', 'link/a', '']) {
      expect((await places(name)).ok, name).toBe(false);
    }
  });
});
