import { readProject } from '../../src/files/readProject';
import { writeProject } from '../../src/files/writeProject';
import { platform } from '../platform/currentPlatform';
import { selectIsEdited, selectProject, useEditor } from '../store/editorStore';
import { showProject } from './projectActions';
import { ask } from './questions';

const prefix = 'session-';
/** Edits are kept this long after the first of them, in milliseconds. */
const delayMilliseconds = 2000;

/**
 * Keeps unsaved work against a crash from now on, and offers what an earlier session left behind.
 * A session holds a lock on its own work as long as it lives, so that other windows leave it alone.
 */
export async function startRecovery(): Promise<void> {
  const key = `${prefix}${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;
  void navigator.locks.request(key, () => new Promise(() => undefined));
  keepWork(key);
  await offerLostWork(key);
}

function keepWork(key: string): void {
  let waiting = false;
  let kept: object | null = null;
  const keep = (): void => {
    waiting = false;
    const state = useEditor.getState();
    const project = selectProject(state);
    if (!selectIsEdited(state)) {
      if (kept) void platform.writeRecovery(key, null);
      kept = null;
    } else if (kept !== project) {
      kept = project;
      void platform.writeRecovery(key, writeProject(project));
    }
  };
  useEditor.subscribe((state, before) => {
    if (state.history === before.history && state.savedProject === before.savedProject) return;
    if (!waiting) setTimeout(keep, delayMilliseconds);
    waiting = true;
  });
}

async function offerLostWork(ownKey: string): Promise<void> {
  const { held = [] } = await navigator.locks.query();
  const alive = new Set(held.map((lock) => lock.name));
  const entries = (await platform.readRecovery()).filter(
    ({ key }) => key.startsWith(prefix) && key !== ownKey && !alive.has(key),
  );
  for (const entry of entries) {
    const read = readProject(entry.text);
    if (!read.ok) {
      await platform.writeRecovery(entry.key, null);
      continue;
    }
    const answer = await ask({
      title: `Recover “${read.value.name}”?`,
      text: `It was not saved when Netloom last ended; this is how it was on ${new Date(entry.savedAtMilliseconds).toLocaleString()}.`,
      answers: [
        { value: 'discard', label: 'Discard', tone: 'danger' },
        { value: 'recover', label: 'Recover', tone: 'primary' },
      ],
    });
    if (answer === null) return;
    await platform.writeRecovery(entry.key, null);
    if (answer === 'recover') {
      await showProject(read.value, null, true);
      return;
    }
  }
}
