import type { ThreadStart } from '../../src/runtime/native/threads';
import { helpThread } from '../../src/runtime/native/threadsProgram';

// The program of a thread that helps the WASM backend.
self.onmessage = ({ data }: MessageEvent<ThreadStart>) => {
  helpThread(data, () => self.postMessage('begun'));
  self.close();
};
