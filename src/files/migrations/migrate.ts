import type { JsonValue } from '../../base/jsonValue';
import { FORMAT_VERSION } from '../../document/project';
import { drawTrainingSteps } from './drawTrainingSteps';

/** A step from one format version to the next; named, never changed once released. */
export interface Migration {
  readonly name: string;
  readonly from: number;
  readonly migrate: (file: { readonly [key: string]: JsonValue }) => {
    readonly [key: string]: JsonValue;
  };
}

/** Every step ever needed, oldest first; new ones are appended. */
export const migrations: readonly Migration[] = [
  { name: 'drawTrainingSteps', from: 1, migrate: drawTrainingSteps },
];

/** Brings the content of an older file to the current format, one step after the other. */
export function migrate(
  file: { readonly [key: string]: JsonValue },
  version: number,
): { readonly [key: string]: JsonValue } {
  let current = file;
  for (let at = version; at < FORMAT_VERSION; at++) {
    const step = migrations.find((migration) => migration.from === at);
    if (!step) throw new Error(`No migration leads from format ${at} to ${at + 1}.`);
    current = { ...step.migrate(current), netloom: at + 1 };
  }
  return current;
}
