import { nativeModule } from '../../src/runtime/native/nativeModule';

/** How many threads our kernels really run on, 1 where they did not start. */
export function runningThreads(): number {
  return nativeModule()?.threads ?? 1;
}
