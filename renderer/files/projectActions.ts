import { success } from '../../src/base/result';
import { emptyProject, type Project } from '../../src/document/project';
import { readProject } from '../../src/files/readProject';
import { writeProject } from '../../src/files/writeProject';
import { hasEveryPosition, layOutProject } from '../layout/layOutProject';
import { platform } from '../platform/currentPlatform';
import type { ProjectLocation } from '../platform/platform';
import { selectIsEdited, selectProject, useEditor } from '../store/editorStore';
import { ask } from './questions';

/** A file name for a project, without what file systems refuse. */
export function suggestedFileName(projectName: string): string {
  const stem = projectName.replace(/[^\p{L}\p{N} _.-]+/gu, '-').replace(/^[\s.-]+|[\s.-]+$/g, '');
  return `${stem || 'project'}.netloom`;
}

/** Asks about unsaved work, if there is any; false when the user wants to stay. */
export async function mayLeaveProject(): Promise<boolean> {
  if (!selectIsEdited(useEditor.getState())) return true;
  const { name } = selectProject(useEditor.getState());
  const answer = await ask({
    title: `Save the changes to “${name}”?`,
    text: 'They are lost if you go on without saving.',
    answers: [
      { value: 'discard', label: 'Don’t save', tone: 'danger' },
      { value: 'stay', label: 'Cancel' },
      { value: 'save', label: 'Save', tone: 'primary' },
    ],
  });
  if (answer === 'save') return saveProject();
  return answer === 'discard';
}

/** Starts an empty project, asking about unsaved work first. */
export async function newProject(): Promise<void> {
  if (await mayLeaveProject()) useEditor.getState().open(emptyProject(), null);
}

/** Opens a project: the one at `location`, or the one the user chooses. */
export async function openProject(location: ProjectLocation | null = null): Promise<void> {
  const opened = await platform.openProject(location);
  if (!opened.ok) useEditor.getState().notify('error', opened.error);
  else if (opened.value) await openText(opened.value.text, opened.value.location);
}

/**
 * Opens the text of a project file, asking about unsaved work first; `name` is what messages call
 * it. Returns whether it is open now; otherwise the project before is untouched.
 */
export async function openProjectText(text: string, name: string): Promise<boolean> {
  return openText(text, null, name);
}

async function openText(
  text: string,
  location: ProjectLocation | null,
  name = location?.name ?? 'The file',
): Promise<boolean> {
  // Read before anything is asked: nobody should give up work for a file that is broken.
  const read = readProject(text);
  if (!read.ok) {
    useEditor.getState().notify('error', `Cannot open ${name}: ${read.error}`);
    return false;
  }
  if (!(await mayLeaveProject())) return false;
  await showProject(read.value, location);
  return true;
}

/** Shows a project; nodes that lack a place are laid out first, which is no edit. */
export async function showProject(
  project: Project,
  location: ProjectLocation | null,
  edited = false,
): Promise<void> {
  const placed = hasEveryPosition(project) ? success(project) : await layOutProject(project);
  if (!placed.ok) useEditor.getState().notify('error', placed.error);
  useEditor.getState().open(placed.ok ? placed.value : project, location, edited);
}

/** Saves to where the project lives; asks where when it lives nowhere. Returns whether it was saved. */
export async function saveProject(): Promise<boolean> {
  return saveTo(useEditor.getState().location);
}

/** Saves under another name. Returns whether it was saved. */
export async function saveProjectAs(): Promise<boolean> {
  return saveTo(null);
}

async function saveTo(location: ProjectLocation | null): Promise<boolean> {
  const project = selectProject(useEditor.getState());
  const name = location?.name ?? suggestedFileName(project.name);
  const saved = await platform.saveProject(location, writeProject(project), name);
  const editor = useEditor.getState();
  if (!saved.ok) {
    editor.notify('error', saved.error);
    return false;
  }
  if (!saved.value) return false;
  editor.saved(project, saved.value);
  editor.notify('information', `Saved ${saved.value.name}.`);
  return true;
}
