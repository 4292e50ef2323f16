import type { JsonValue } from '../base/jsonValue';
import { findKind } from '../kinds/registry';

/** Settings by name: `epochs` of the phase, `adam.learningRate` of the step, `main/dense.units` of a network. */
export type RunSettings = Readonly<Record<string, JsonValue>>;

/** What of a project is set for a run; any `Project` will do. */
export interface SettingsSource {
  readonly graphs: Readonly<
    Record<
      string,
      {
        readonly nodes: Readonly<
          Record<
            string,
            { readonly kind: string; readonly fields: Readonly<Record<string, JsonValue>> }
          >
        >;
      }
    >
  >;
  readonly phases: readonly (object & { readonly step: string })[];
}

/** How the kinds of calls, target copies and blocks begin; the name of a graph follows. */
const graphKind = /^(?:call|target|block):(.+)$/;

/**
 * Everything that is set for a phase: its own settings, the fields of its training step's nodes, and
 * those of the networks and blocks that these use. A field that a file leaves out has its kind's default.
 */
export function settingsOf(project: SettingsSource, phaseIndex: number): RunSettings {
  const phase = project.phases[phaseIndex];
  if (!phase) return {};
  const settings: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(phase)) settings[name] = value as JsonValue;
  const seen = new Set<string>();
  const waiting = [phase.step];
  for (let graphId = waiting.shift(); graphId !== undefined; graphId = waiting.shift()) {
    if (seen.has(graphId)) continue;
    seen.add(graphId);
    const prefix = graphId === phase.step ? '' : `${graphId}/`;
    for (const [id, { kind, fields }] of Object.entries(project.graphs[graphId]?.nodes ?? {})) {
      settings[`${prefix}${id}.kind`] = kind;
      const defaults = findKind(kind)?.fields ?? {};
      for (const [name, { default: value }] of Object.entries(defaults)) {
        settings[`${prefix}${id}.${name}`] = value as JsonValue;
      }
      for (const [name, value] of Object.entries(fields))
        settings[`${prefix}${id}.${name}`] = value;
      const used = graphKind.exec(kind)?.[1];
      if (used !== undefined) waiting.push(used);
    }
  }
  return settings;
}

/** A setting with the value that each run has; undefined where a run has no such setting. */
export interface DifferingSetting {
  readonly name: string;
  readonly values: readonly (JsonValue | undefined)[];
}

/**
 * The settings in which runs differ, in the order in which they first occur. Of a node that some runs
 * do not have, or that is of another kind there, only the kind is listed.
 */
export function differingSettings(runs: readonly RunSettings[]): readonly DifferingSetting[] {
  const names = [...new Set(runs.flatMap((settings) => Object.keys(settings)))];
  const differing = names
    .map((name) => ({ name, values: runs.map((settings) => settings[name]) }))
    .filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
  const otherKinds = new Set(
    differing.filter(({ name }) => name.endsWith('.kind')).map(({ name }) => nodeOf(name)),
  );
  return differing.filter(({ name }) => name.endsWith('.kind') || !otherKinds.has(nodeOf(name)));
}

/** The node that a setting belongs to; null for one of the phase. */
function nodeOf(name: string): string | null {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? null : name.slice(0, dot);
}
