import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mayOpenPage } from '../../../electron/allowedPages';
import { RecoveryFiles } from '../../../electron/recoveryFiles';
import { Settings } from '../../../electron/settings';

let folder: string;
const at = (name: string) => path.join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'netloom-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('keeps settings, and the latest project first, without those that are gone', async () => {
  writeFileSync(at('a.netloom'), '{}');
  writeFileSync(at('b.netloom'), '{}');
  const settings = new Settings(at('new/settings.json'));
  void settings.update({ theme: 'dark' });
  for (const name of ['a', 'gone', 'b', 'a']) await settings.addRecent(at(`${name}.netloom`));
  const again = new Settings(at('new/settings.json'));
  expect(again.values.theme).toBe('dark');
  expect(again.recentProjects().map(({ name }) => name)).toEqual(['a.netloom', 'b.netloom']);
});

it.each(['', 'rubbish', 'null', '[1]', '{"recent":7,"bounds":{"x":"a"},"theme":"pink"}'])(
  'takes a damaged file for none: %s',
  (text) => {
    writeFileSync(at('settings.json'), text);
    expect(new Settings(at('settings.json')).values).toEqual({
      bounds: null,
      maximized: false,
      theme: 'system',
      recent: [],
    });
  },
);

it('keeps texts against a crash until they are forgotten', async () => {
  const recovery = new RecoveryFiles(at('recovery'));
  expect(await recovery.read()).toEqual([]);
  await recovery.write('one', 'first');
  await recovery.write('one', 'second');
  await recovery.write('two', 'other');
  const kept = await new RecoveryFiles(at('recovery')).read();
  expect(Object.fromEntries(kept.map(({ key, text }) => [key, text]))).toEqual({
    one: 'second',
    two: 'other',
  });
  await recovery.write('one', null);
  await recovery.write('one', null);
  expect((await recovery.read()).map(({ key }) => key)).toEqual(['two']);
});

it.each([
  ['https://keras.io/api/layers/', true],
  ['http://keras.io/', false],
  ['https://keras.io.evil.example/', false],
  ['https://keras.io@evil.example/', false],
  ['https://user@keras.io/', false],
  ['https://keras.io:8443/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['nonsense', false],
])('opens pages of known sites alone: %s', (address, allowed) => {
  expect(mayOpenPage(address)).toBe(allowed);
});
