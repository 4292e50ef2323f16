/**
 * `tsx tests/bench/memory.ts MODEL`, started by the benchmark: trains a model for some steps and
 * prints the bytes that Netloom says it takes at most and those that it took, as a line of JSON.
 * Counted is what is asked of the allocator of the WASM backend: every tensor, each buffer once, and
 * what kernels take for a while.
 */
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/runtime/backends';
import { watchAllocations } from '../contracts/training/watchAllocations';
import { benchModels } from './models';
import { netloomSide, predictedPeakBytes } from './netloomSide';

const started = await startBackend('wasm');
if (!started.ok) throw new Error(started.error);
const model = benchModels[process.argv[2] ?? '']?.make('usual');
if (!model) throw new Error(`There is no model ${process.argv[2]}.`);
const watched = watchAllocations();
const side = await netloomSide(model);
for (let step = 0; step < 3; step++) tf.dispose([...side.step()]);
const answer = { predicted: predictedPeakBytes(model), measured: watched.peak() };
process.stdout.write(`${JSON.stringify(answer)}\n`);
process.exit(0);
