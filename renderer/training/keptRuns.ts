import { create } from 'zustand';
import type { Project } from '../../src/document/project';
import type { Metrics } from '../../src/training/runEvents';
import type { RunSettings } from '../../src/training/runSettings';
import { useEditor } from '../store/editorStore';
import { browserRunStorage, type RunStorage } from './runStorage';
import { browserReason, createStorageReport, type StorageReport } from './storageReport';

/** One metric over the course of a run. */
export interface KeptCurve {
  /** In epochs: 1.5 is the middle of the second. */
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** A run as it is kept for comparing: what was trained, how, and what came of it. */
export interface KeptRun {
  readonly id: string;
  /** For people; it can be changed. */
  readonly name: string;
  readonly startedAtMilliseconds: number;
  readonly project: Project;
  readonly phaseIndex: number;
  readonly status: 'running' | 'ended' | 'stopped' | 'failed';
  /** Epochs done. */
  readonly epochs: number;
  /** Every metric by its name, those of steps and those of epochs. */
  readonly curves: Readonly<Record<string, KeptCurve>>;
  /** What was measured last, or at the end. */
  readonly metrics: Metrics;
  readonly end: { readonly seconds: number; readonly backend: string } | null;
  readonly settings: RunSettings;
}

/** A run whose curves are drawn, in one of the colours that tell runs apart. */
export interface ComparedRun {
  readonly id: string;
  /** The place of its colour; it keeps it while other runs come and go. */
  readonly color: number;
}

/** More runs are not kept: the oldest are forgotten. */
export const mostKeptRuns = 50;

interface KeptRunsState {
  /** The newest first. */
  readonly runs: readonly KeptRun[];
  readonly compared: readonly ComparedRun[];
  /** Adds a run, or puts it in the place of what was kept of it before; the name stays. */
  keep(run: KeptRun): void;
  rename(id: string, name: string): void;
  remove(id: string): void;
  compare(id: string, isCompared: boolean): void;
}

/**
 * A store of kept runs; what `storage` holds already is read at once, and `report` hears what it could
 * not keep.
 */
export function createKeptRuns(storage: RunStorage, report: StorageReport) {
  const write = (run: KeptRun): void => {
    storage.write(run).then(
      () => report.attempted('run', null),
      (error: unknown) => report.attempted('run', browserReason(error)),
    );
  };
  const store = create<KeptRunsState>()((set, get) => ({
    runs: [],
    compared: [],
    keep(run) {
      const before = get().runs.find(({ id }) => id === run.id);
      const kept = before ? { ...run, name: before.name } : run;
      const runs = newestFirst([...get().runs.filter(({ id }) => id !== run.id), kept]);
      const forgotten = runs.slice(mostKeptRuns);
      set({ runs: runs.slice(0, mostKeptRuns) });
      for (const { id } of forgotten) get().remove(id);
      if (!forgotten.includes(kept)) write(kept);
    },
    rename(id, name) {
      const run = get().runs.find((candidate) => candidate.id === id);
      if (!run || name.trim() === '') return;
      const renamed = { ...run, name: name.trim() };
      set({ runs: get().runs.map((candidate) => (candidate === run ? renamed : candidate)) });
      write(renamed);
    },
    remove(id) {
      set({
        runs: get().runs.filter((run) => run.id !== id),
        compared: get().compared.filter((run) => run.id !== id),
      });
      void storage.remove(id);
    },
    compare(id, isCompared) {
      const others = get().compared.filter((run) => run.id !== id);
      const taken = new Set(others.map(({ color }) => color));
      let color = 0;
      while (taken.has(color)) color++;
      set({ compared: isCompared ? [...others, { id, color }] : others });
    },
  }));
  void storage.readAll().then((stored) => {
    const known = new Set(store.getState().runs.map(({ id }) => id));
    const earlier = stored
      .filter(({ id }) => !known.has(id))
      // Nothing goes on that was going on when the window was closed.
      .map((run): KeptRun => (run.status === 'running' ? { ...run, status: 'stopped' } : run));
    const runs = newestFirst([...store.getState().runs, ...earlier]);
    store.setState({ runs: runs.slice(0, mostKeptRuns) });
  });
  return store;
}

function newestFirst(runs: readonly KeptRun[]): readonly KeptRun[] {
  return runs.toSorted((a, b) => b.startedAtMilliseconds - a.startedAtMilliseconds);
}

/** Tells the user what of a run this browser could not keep. */
export const storageReport = createStorageReport((message) =>
  useEditor.getState().notify('error', message),
);

/** The runs kept in this browser. */
export const useKeptRuns = createKeptRuns(browserRunStorage, storageReport);

/** Measured values over the course of a run, as they are gathered while it goes on. */
export interface MeasuredCurve {
  readonly epochs: readonly number[];
  readonly metrics: readonly Metrics[];
}

/** Curves by metric; a metric that several of the gatherings have is taken from the first. */
export function curvesByMetric(
  ...all: readonly MeasuredCurve[]
): Readonly<Record<string, KeptCurve>> {
  const curves: Record<string, KeptCurve> = {};
  for (const { epochs, metrics } of all) {
    const names = new Set(metrics.flatMap((values) => Object.keys(values)));
    for (const name of names) {
      curves[name] ??= { x: epochs, y: metrics.map((values) => values[name] ?? null) };
    }
  }
  return curves;
}
