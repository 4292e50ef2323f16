import { expose, transfer } from 'comlink';
import { analyseProject } from '../../src/analysis/analyse';
import { failure, type Result, success } from '../../src/base/result';
import type { DataFiles } from '../../src/data/dataFiles';
import { readSafetensors, writeSafetensors } from '../../src/files/safetensors';
import {
  type Checkpoint,
  checkpointFile,
  readCheckpoint,
  type TensorFile,
} from '../../src/training/checkpoint';
import { type Run, startRun } from '../../src/training/run';
import {
  checkpointSeconds,
  type KeepCheckpoint,
  largestCheckpointBytes,
  type TrainingWorker,
} from '../../src/training/workerProtocol';
import { wasmFiles } from '../platform/wasmFiles';

/** The files that are shipped with the app, by their address. */
const servedFiles: DataFiles = {
  async read(address) {
    try {
      const response = await fetch(address);
      return response.ok
        ? success(new Uint8Array(await response.arrayBuffer()))
        : failure(`${address}: the server answers ${response.status} ${response.statusText}.`);
    } catch (error) {
      return failure(`${address}: ${error instanceof Error ? error.message : String(error)}`);
    }
  },
  list: async (folder) => failure(`${folder}: a served folder cannot be listed.`),
};

let run: Run | null = null;

/** The checkpoint in a file; null where none is given. */
function checkpointIn(file: Uint8Array | null): Result<Checkpoint | null> {
  if (!file) return success(null);
  const read = readSafetensors('The checkpoint', file);
  return read.ok ? readCheckpoint(read.value as TensorFile) : read;
}

/** The weights in a file; null where none is given. */
function weightsIn(file: Uint8Array | null): Result<TensorFile['tensors'] | null> {
  if (!file) return success(null);
  const read = readSafetensors('What the last run learned', file);
  return read.ok ? success((read.value as TensorFile).tensors) : read;
}

async function keepFile(checkpoint: Checkpoint, keep: KeepCheckpoint): Promise<void> {
  const all = [...checkpoint.weights.values(), ...checkpoint.state.values()];
  const bytes = all.reduce((sum, { values }) => sum + values.byteLength, 0);
  if (bytes > largestCheckpointBytes) return keep(null);
  const file = writeSafetensors(checkpointFile(checkpoint));
  await keep(transfer(file, [file.buffer]));
}

const trainingWorker: TrainingWorker = {
  start(request, files, onEvent, keep) {
    const checkpoint = checkpointIn(request.checkpoint);
    const weights = weightsIn(request.weights);
    if (!checkpoint.ok) return onEvent({ type: 'failed', message: checkpoint.error });
    if (!weights.ok) return onEvent({ type: 'failed', message: weights.error });
    run = startRun(
      {
        project: request.project,
        analysis: analyseProject(request.project),
        phases: request.phases,
        backend: request.backend,
        backendOptions: wasmFiles,
        places: { user: files, mnist: { files: servedFiles, folder: request.mnistFolder } },
        checkpoint: checkpoint.value,
        initialWeights: weights.value,
        keepCheckpoint: {
          everySeconds: checkpointSeconds,
          keep: (kept) => keepFile(kept, keep),
        },
      },
      onEvent,
    );
  },
  pause: () => run?.pause(),
  resume: () => run?.resume(),
  stepOnce: () => run?.stepOnce(),
  stop: () => run?.stop(),
  async weights() {
    const weights = await run?.weights();
    if (!weights) return failure('No run was started.');
    if (!weights.ok) return weights;
    const bytes = writeSafetensors({ tensors: weights.value, metadata: {} });
    return transfer(success(bytes), [bytes.buffer]);
  },
};

expose(trainingWorker);
