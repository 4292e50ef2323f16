import { create } from 'zustand';
import { formatBytes } from '../../src/base/humanNumber';
import type { Project } from '../../src/document/project';
import type { RunEvent } from '../../src/training/runEvents';
import { settingsOf } from '../../src/training/runSettings';
import { largestCheckpointBytes } from '../../src/training/workerProtocol';
import { describeProgress } from '../panels/training/formatRun';
import { platform } from '../platform/currentPlatform';
import { useEditor } from '../store/editorStore';
import {
  forgetCheckpoint,
  readStoredCheckpoint,
  type StoredCheckpoint,
  storeCheckpoint,
} from './checkpointStorage';
import { currentPhase, whyNotRun, whyNotRunAlone } from './currentPhase';
import { curvesByMetric, type KeptRun, storageReport, useKeptRuns } from './keptRuns';
import { metricCurves } from './metricCurves';
import {
  applyEvents,
  hasSameNetworks,
  isActive,
  noRun,
  type RunState,
  type RunSubject,
  startedRun,
} from './runState';
import { browserReason } from './storageReport';
import type { TrainingRequest, TrainingRun } from './trainingClient';

/** Where a run is to be computed: the best there is, or one by name. */
export type BackendChoice = 'automatic' | 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** The choices of backend with their names for people, the best first. */
export const backendTitles: Readonly<Record<BackendChoice, string>> = {
  automatic: 'Automatic',
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WASM',
  cpu: 'CPU',
};

/** A backend as people know it. */
export function backendTitle(backend: string): string {
  return backend in backendTitles ? backendTitles[backend as BackendChoice] : backend;
}

interface RunStore {
  readonly run: RunState;
  /** A run that was broken off and can be gone on with. */
  readonly broken: StoredCheckpoint | null;
  readonly backendChoice: BackendChoice;
  chooseBackend(backend: BackendChoice): void;
}

const storageKey = 'netloom.backend';

function storedBackend(): BackendChoice {
  const stored = localStorage.getItem(storageKey);
  return stored !== null && stored in backendTitles ? (stored as BackendChoice) : 'automatic';
}

/** The last run, which goes on whichever panels are open, and the backend that the next one gets. */
export const useRun = create<RunStore>()((set) => ({
  run: noRun,
  broken: null,
  backendChoice: storedBackend(),
  chooseBackend(backendChoice) {
    localStorage.setItem(storageKey, backendChoice);
    set({ backendChoice });
  },
}));

/** How often what a run tells reaches the window. */
const refreshMilliseconds = 100;

let current: TrainingRun | null = null;
let waiting: RunEvent[] = [];
let timer: ReturnType<typeof setTimeout> | null = null;
let runNumber = 0;
/** The run as it is kept, apart from what it has measured. */
let kept: Pick<KeptRun, 'id' | 'name' | 'startedAtMilliseconds'> | null = null;

function showWaiting(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  const events = waiting;
  waiting = [];
  useRun.setState(({ run }) => ({ run: applyEvents(run, events) }));
}

function receive(event: RunEvent): void {
  waiting.push(event);
  // Steps and pictures come faster than anybody reads them; the rest is shown at once.
  if (event.type === 'step' || event.type === 'view') {
    timer ??= setTimeout(showWaiting, refreshMilliseconds);
    return;
  }
  showWaiting();
  if (event.type === 'started' || event.type === 'epoch') keepRun();
  if (event.type !== 'end' && event.type !== 'failed') return;
  keepRun();
  // From where the loss had become none, nothing goes on; a worker that broke can be gone on with, and
  // so can a run that did not fit before it began.
  const isBeyondRepair = event.type === 'failed' && event.node !== undefined;
  const hasBegun = useRun.getState().run.backend !== null;
  if (event.type === 'end' || (isBeyondRepair && hasBegun)) void forgetCheckpoint();
  else void lookForBrokenRun();
}

/** Lists the run among those that are kept, with what it has measured so far. */
function keepRun(): void {
  const { run } = useRun.getState();
  const { subject } = run;
  if (!kept || !subject) return;
  const phaseIndex = subject.phases[0] ?? 0;
  useKeptRuns.getState().keep({
    ...kept,
    project: subject.project,
    phaseIndex,
    status:
      run.status === 'failed'
        ? 'failed'
        : run.status === 'ended'
          ? run.end?.stopped
            ? 'stopped'
            : 'ended'
          : 'running',
    epochs: Math.floor(run.epochs.epochs.at(-1) ?? 0),
    curves: curvesByMetric(run.steps, run.epochs),
    metrics: run.end?.metrics ?? run.epochs.metrics.at(-1) ?? {},
    end: run.end && { seconds: run.end.seconds, backend: run.backend ?? '' },
    settings: settingsOf(subject.project, phaseIndex),
  });
}

/** Offers a run that was broken off, by a reload or with its worker; not while another goes on. */
export async function lookForBrokenRun(): Promise<void> {
  const broken = await readStoredCheckpoint();
  if (!isActive(useRun.getState().run.status)) useRun.setState({ broken });
}

/** Forgets the run that was broken off. */
export async function dropBrokenRun(): Promise<void> {
  useRun.setState({ broken: null });
  await forgetCheckpoint();
}

/** Goes on with the run that was broken off, where its last checkpoint stood. */
export async function continueBrokenRun(): Promise<void> {
  const { broken, run } = useRun.getState();
  if (!broken || isActive(run.status)) return;
  const { history, opened } = useEditor.getState();
  const { project } = broken.subject;
  // After a reload the projects opened are counted anew.
  const subject = {
    ...broken.subject,
    opened: history.project.name === project.name ? opened : -1,
  };
  kept = {
    id: broken.run,
    name: useKeptRuns.getState().runs.find(({ id }) => id === broken.run)?.name ?? project.name,
    startedAtMilliseconds: broken.startedAtMilliseconds,
  };
  const { steps, epochs, stepsPerEpoch } = broken;
  const before = { ...startedRun(subject), steps, epochs, stepsPerEpoch };
  await begin(subject, before, { checkpoint: broken.file, weights: null });
}

/**
 * Starts training the phases of the project, putting a proposed one into it first. A run that still
 * goes on is left alone; why a phase can't be trained becomes a notice.
 */
export async function startRun(): Promise<void> {
  if (isActive(useRun.getState().run.status)) return;
  const editor = useEditor.getState();
  const shown = currentPhase();
  const whyNot = shown ? whyNotRun(shown) : 'There is no network to train.';
  if (!shown || whyNot !== null) {
    editor.notify('error', whyNot ?? '');
    return;
  }
  if (shown.draft && !editor.edit(shown.draft)) return;
  const { phases } = useEditor.getState().analysis.project;
  await startPhases(
    phases.map((_, index) => index),
    null,
  );
}

/**
 * Starts training one phase by itself, from what the last run has learned where that was of the same
 * networks. A run that still goes on is left alone; why it can't be trained becomes a notice.
 */
export async function startPhaseAlone(place: number): Promise<void> {
  if (isActive(useRun.getState().run.status)) return;
  const { notify, analysis } = useEditor.getState();
  const whyNot = whyNotRunAlone(place);
  if (whyNot !== null) return notify('error', whyNot);
  const phase = analysis.project.phases[place];
  const weights = phase ? await learnedWeights(analysis.project, phase.step) : null;
  notify(
    'information',
    `${phase?.name}: begins with ${weights ? 'what the last run learned' : 'new weights, as no run of these networks came before'}.`,
  );
  await startPhases([place], weights);
}

/** What the last run has learned, if a step could go on with it. */
async function learnedWeights(project: Project, step: string): Promise<Uint8Array | null> {
  const { subject, status } = useRun.getState().run;
  const isOfThis =
    subject?.opened === useEditor.getState().opened &&
    status === 'ended' &&
    hasSameNetworks(subject.project, project, step);
  if (!current || !isOfThis) return null;
  const weights = await current.weights();
  return weights.ok ? weights.value : null;
}

async function startPhases(phases: readonly number[], weights: Uint8Array | null): Promise<void> {
  const { analysis, opened } = useEditor.getState();
  const { project } = analysis;
  const subject: RunSubject = { project, phases, opened };
  const startedAtMilliseconds = Date.now();
  const count = useKeptRuns.getState().runs.filter((run) => run.project.name === project.name);
  kept = {
    id: crypto.randomUUID(),
    name: `${project.name} ${count.length + 1}`,
    startedAtMilliseconds,
  };
  await begin(subject, startedRun(subject), { checkpoint: null, weights });
}

async function begin(
  subject: RunSubject,
  before: RunState,
  { checkpoint, weights }: Pick<TrainingRequest, 'checkpoint' | 'weights'>,
): Promise<void> {
  const number = ++runNumber;
  current?.dispose();
  current = null;
  waiting = [];
  useRun.setState({ run: before, broken: null });
  if (!checkpoint) void forgetCheckpoint();
  try {
    // tf.js and what belongs to it are loaded now, and not before.
    const { startTraining } = await import('./trainingClient');
    if (number !== runNumber) return;
    if (useRun.getState().run.status === 'stopping') {
      useRun.setState({ run: noRun });
      return;
    }
    current = startTraining(
      {
        project: subject.project,
        phases: subject.phases,
        backend: useRun.getState().backendChoice,
        files: platform.dataFiles(useEditor.getState().location),
        checkpoint,
        weights,
        keepCheckpoint: async (file) => {
          if (number === runNumber) await keepCheckpoint(subject, file);
        },
      },
      (event) => {
        if (number === runNumber) receive(event);
      },
    );
  } catch (error) {
    receive({
      type: 'failed',
      message: `Training could not be started: ${error instanceof Error ? error.message : String(error)} Reload the window and try again.`,
    });
  }
}

async function keepCheckpoint(subject: RunSubject, file: Uint8Array | null): Promise<void> {
  const { run } = useRun.getState();
  if (!kept || run.status === 'ended') return;
  if (!file) {
    const most = formatBytes(largestCheckpointBytes);
    storageReport.attempted('checkpoint', `it takes more than ${most}`);
    return;
  }
  const checkpoint: StoredCheckpoint = {
    run: kept.id,
    startedAtMilliseconds: kept.startedAtMilliseconds,
    subject,
    file,
    steps: run.steps,
    epochs: run.epochs,
    stepsPerEpoch: run.stepsPerEpoch,
    progress: run.progress ? describeProgress(run.progress) : '',
  };
  await storeCheckpoint(checkpoint).then(
    () => storageReport.attempted('checkpoint', null),
    (error: unknown) => storageReport.attempted('checkpoint', browserReason(error)),
  );
}

/** Pauses a running run after the step in progress. */
export function pauseRun(): void {
  if (useRun.getState().run.status === 'running') current?.pause();
}

/** Goes on with a paused run. */
export function resumeRun(): void {
  if (useRun.getState().run.status === 'paused') current?.resume();
}

/** Makes one step of a run and pauses it there. */
export function stepRunOnce(): void {
  const { status } = useRun.getState().run;
  if (status === 'paused' || status === 'running') current?.stepOnce();
}

/** Ends a run after the step in progress; what it has learned is kept. */
export function stopRun(): void {
  const { run } = useRun.getState();
  if (!isActive(run.status)) return;
  useRun.setState({ run: { ...run, status: 'stopping' } });
  current?.stop();
}

/** Saves the trained weights of the last run as safetensors where the user chooses. */
export async function saveWeights(): Promise<void> {
  const { notify } = useEditor.getState();
  const { subject } = useRun.getState().run;
  if (!current || !subject) return;
  const weights = await current.weights();
  if (!weights.ok) return notify('error', weights.error);
  await saveAs(`${fileName(subject.project.name)}.safetensors`, weights.value, 'the weights');
}

/** Saves what the last run has measured, as a table or for TensorBoard, where the user chooses. */
export async function saveMetrics(format: 'csv' | 'tensorBoard'): Promise<void> {
  const { run } = useRun.getState();
  if (!run.subject) return;
  const { metricsCsv, tensorBoardEvents, tensorBoardFileName } = await import(
    '../../src/files/metricsFiles'
  );
  const curves = metricCurves(run.subject, run);
  const start = kept?.startedAtMilliseconds ?? Date.now();
  if (format === 'csv') {
    const text = new TextEncoder().encode(metricsCsv(curves));
    await saveAs(`${fileName(run.subject.project.name)}-metrics.csv`, text, 'the metrics');
  } else {
    const events = tensorBoardEvents(curves, start);
    await saveAs(tensorBoardFileName(start), events, 'the event file');
  }
}

function fileName(project: string): string {
  return project.replace(/[^\p{L}\p{N}_-]+/gu, '-').toLowerCase();
}

async function saveAs(path: string, content: Uint8Array, what: string): Promise<void> {
  const { notify } = useEditor.getState();
  const saved = await platform.saveFile({ path, content });
  if (!saved.ok) notify('error', saved.error);
  else if (saved.value !== null) notify('information', `Saved ${what}: ${saved.value}.`);
}
