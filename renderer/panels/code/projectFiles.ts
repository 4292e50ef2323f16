import { useEffect, useState } from 'react';
import type { ProjectAnalysis } from '../../../src/analysis/graphAnalysis';
import { platform } from '../../platform/currentPlatform';
import { useEditor } from '../../store/editorStore';
import { useSettled } from './useSettled';

/** The file that holds the network itself; it follows every edit. */
export const modelPath = 'model.ts';

/** The other files take longer to make, and follow once editing pauses for this long. */
const settleMilliseconds = 400;

type Files = Readonly<Record<string, string>>;

const noFiles: Files = {};

/** The files of the project that a network is exported as; those from before while new ones are made. */
export function useProjectFiles(latest: ProjectAnalysis, graphId: string): Files {
  const analysis = useSettled(latest, settleMilliseconds);
  const [files, setFiles] = useState(noFiles);
  useEffect(() => {
    let outdated = false;
    void generate(analysis, graphId).then((made) => {
      if (!outdated && made.ok) setFiles(made.value);
    });
    return () => {
      outdated = true;
    };
  }, [analysis, graphId]);
  return files;
}

/** Saves the project of a network where the user chooses; notices say how it went. */
export async function saveProjectFiles(analysis: ProjectAnalysis, graphId: string): Promise<void> {
  const { notify } = useEditor.getState();
  const made = await generate(analysis, graphId);
  if (!made.ok) return notify('error', made.error);
  const files = Object.entries(made.value).map(([path, content]) => ({ path, content }));
  const saved = await platform.exportFiles(files, `${fileStem(analysis.project.name)}-tfjs`);
  if (!saved.ok) notify('error', saved.error);
  else if (saved.value !== null) {
    notify('information', `Saved ${files.length} files: ${saved.value}.`);
  }
}

/** Prettier and the texts of what is shipped are loaded when they are first needed. */
async function generate(analysis: ProjectAnalysis, graphId: string) {
  const { generateFiles } = await import('./generateFiles');
  return generateFiles(analysis, graphId);
}

function fileStem(name: string): string {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return plain.replace(/^-+|-+$/g, '') || 'network';
}
