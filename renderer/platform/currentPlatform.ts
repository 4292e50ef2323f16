import type { Bridge } from '../../electron/bridge';
import { createBrowserPlatform } from './browserPlatform';
import { createElectronPlatform } from './electronPlatform';
import type { Platform } from './platform';

declare global {
  interface Window {
    /** There in Electron alone, put by the preload script. */
    readonly netloomBridge?: Bridge;
  }
}

/** The machine that this window runs on. */
export const platform: Platform =
  window.netloomBridge === undefined
    ? createBrowserPlatform()
    : createElectronPlatform(window.netloomBridge);
