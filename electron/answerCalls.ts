import { ipcMain } from 'electron';
import { z } from 'zod';
import { isAppAddress } from './appProtocol';
import type { BridgeCalls } from './bridge';
import { callChannel, callNames } from './channels';

const filePath = z.string().min(1).max(4096);
const text = z.string().max(256 * 1024 * 1024);
const exportedFile = z.object({
  path: z.string().min(1).max(512),
  content: z.union([text, z.instanceof(Uint8Array)]),
});
const dataRequest = z.object({
  choose: z.enum(['files', 'folder']),
  extensions: z.array(z.string().regex(/^[a-z0-9-]{1,20}$/i)).max(50),
});
const documentState = z.object({ title: z.string().max(512), edited: z.boolean() });
const textEdit = z.enum(['undo', 'redo', 'cut', 'copy', 'paste', 'delete', 'selectAll']);

/** What each call takes: the window is not trusted to keep to the types of the bridge. */
const given: { [Name in keyof BridgeCalls]: z.ZodType<Parameters<BridgeCalls[Name]>> } = {
  openProject: z.tuple([filePath.nullable()]),
  saveProject: z.tuple([filePath.nullable(), text, z.string().max(512)]),
  saveFile: z.tuple([exportedFile]),
  exportFiles: z.tuple([z.array(exportedFile).min(1).max(1000)]),
  pickData: z.tuple([dataRequest]),
  readDataFile: z.tuple([filePath.nullable(), filePath]),
  listDataFiles: z.tuple([filePath.nullable(), filePath]),
  recentProjects: z.tuple([]),
  setDocumentState: z.tuple([documentState]),
  setTheme: z.tuple([z.enum(['system', 'light', 'dark'])]),
  editText: z.tuple([textEdit]),
  writeRecovery: z.tuple([z.string().regex(/^[A-Za-z0-9_-]{1,80}$/), text.nullable()]),
  readRecovery: z.tuple([]),
  openPage: z.tuple([z.string().max(2048)]),
};

/** Answers the window's calls: those of the app's own page, with arguments as they must be. */
export function answerCalls(calls: BridgeCalls): void {
  for (const name of callNames) {
    ipcMain.handle(callChannel(name), (event, ...passed: unknown[]) => {
      if (event.senderFrame === null || !isAppAddress(event.senderFrame.url)) {
        throw new Error(`${name} was called by a page that is not Netloom's.`);
      }
      const checked = given[name].safeParse(passed);
      if (!checked.success) {
        throw new Error(`${name} was called wrongly: ${z.prettifyError(checked.error)}`);
      }
      return Reflect.apply(calls[name], calls, checked.data);
    });
  }
}
