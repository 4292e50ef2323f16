/** Runs sandboxed between the window and the main process: it passes calls on and knows no rules. */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { AppCommand, Bridge, BridgeCalls } from './bridge';
import {
  callChannel,
  callNames,
  commandChannel,
  saveBeforeClosingChannel,
  savedBeforeClosingChannel,
} from './channels';

const calls = Object.fromEntries(
  callNames.map((name) => [
    name,
    (...given: unknown[]) => ipcRenderer.invoke(callChannel(name), ...given),
  ]),
) as unknown as BridgeCalls;

function listen<Value>(channel: string, listener: (value: Value) => void): () => void {
  const receive = (_event: IpcRendererEvent, value: Value) => listener(value);
  ipcRenderer.on(channel, receive);
  return () => ipcRenderer.removeListener(channel, receive);
}

const bridge: Bridge = {
  ...calls,
  onCommand: (listener) => listen<AppCommand>(commandChannel, listener),
  onSaveBeforeClosing: (save) =>
    listen<undefined>(saveBeforeClosingChannel, async () => {
      const saved = await save().catch(() => false);
      ipcRenderer.send(savedBeforeClosingChannel, saved);
    }),
};

contextBridge.exposeInMainWorld('netloomBridge', bridge);
