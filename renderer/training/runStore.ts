import { create } from 'zustand';
import { setPhase } from '../../src/document/edits/projectEdits';
import type { RunEvent } from '../../src/training/runEvents';
import { platform } from '../platform/currentPlatform';
import { useEditor } from '../store/editorStore';
import { selectCurrentPhase, whyNotTrained } from './currentPhase';
import { applyEvents, isActive, noRun, type RunState, startedRun } from './runState';
import type { TrainingRun } from './trainingClient';

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
  if (event.type !== 'step' && event.type !== 'boundary') showWaiting();
  else timer ??= setTimeout(showWaiting, refreshMilliseconds);
}

/**
 * Starts training the phase that the window shows, putting a proposed one into the project first. A
 * run that still goes on is left alone; why a phase can't be trained becomes a notice.
 */
export async function startRun(): Promise<void> {
  if (isActive(useRun.getState().run.status)) return;
  const editor = useEditor.getState();
  const shown = selectCurrentPhase(editor);
  const whyNot = shown ? whyNotTrained(shown) : 'There is no network to train.';
  if (!shown || whyNot !== null) {
    editor.notify('error', whyNot ?? '');
    return;
  }
  if (shown.isDraft && !editor.edit(setPhase(shown.index, shown.phase))) return;
  const { analysis, location, opened } = useEditor.getState();
  const { project } = analysis;
  const number = ++runNumber;
  current?.dispose();
  current = null;
  waiting = [];
  useRun.setState({
    run: startedRun({ project, phaseIndex: shown.index, phase: shown.phase, opened }),
  });
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
        project,
        phaseIndex: shown.index,
        backend: useRun.getState().backendChoice,
        files: platform.dataFiles(location),
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

/** Pauses a running run after the step in progress. */
export function pauseRun(): void {
  if (useRun.getState().run.status === 'running') current?.pause();
}

/** Goes on with a paused run. */
export function resumeRun(): void {
  if (useRun.getState().run.status === 'paused') current?.resume();
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
  const name = `${subject.project.name.replace(/[^\p{L}\p{N}_-]+/gu, '-').toLowerCase()}.safetensors`;
  const saved = await platform.saveFile({ path: name, content: weights.value });
  if (!saved.ok) notify('error', saved.error);
  else if (saved.value !== null) notify('information', `Saved the weights: ${saved.value}.`);
}
