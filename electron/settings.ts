import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { RecentFile } from './bridge';
import { writeWhole } from './diskFiles';

const recentLimit = 12;

const schema = z.object({
  bounds: z
    .object({ x: z.int(), y: z.int(), width: z.int().min(400), height: z.int().min(300) })
    .nullable()
    .catch(null),
  maximized: z.boolean().catch(false),
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  recent: z.array(z.string()).catch([]),
});

/** What the desktop application remembers between starts; nothing of a project. */
export type SettingValues = z.infer<typeof schema>;

/** The settings of the desktop application, in one file; a damaged file counts as none. */
export class Settings {
  readonly #file: string;
  #values: SettingValues;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
    this.#values = schema.parse(readJson(file));
  }

  get values(): SettingValues {
    return this.#values;
  }

  /** Changes some settings and writes them, one write after the other. */
  update(changes: Partial<SettingValues>): Promise<unknown> {
    this.#values = { ...this.#values, ...changes };
    const text = `${JSON.stringify(this.#values, null, 2)}\n`;
    this.#writing = this.#writing
      .then(() => mkdir(path.dirname(this.#file), { recursive: true }))
      .then(() => writeWhole(this.#file, text));
    return this.#writing;
  }

  /** Puts a project at the head of those opened before. */
  addRecent(file: string): Promise<unknown> {
    const others = this.#values.recent.filter((one) => one !== file);
    return this.update({ recent: [file, ...others].slice(0, recentLimit) });
  }

  /** Projects opened before that are still there, latest first. */
  recentProjects(): readonly RecentFile[] {
    return this.#values.recent
      .filter((file) => existsSync(file))
      .map((file) => ({ path: file, name: path.basename(file) }));
  }
}

function readJson(file: string): object {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    // Spread, since a list is an object too.
    return typeof value === 'object' ? { ...value } : {};
  } catch {
    return {};
  }
}
