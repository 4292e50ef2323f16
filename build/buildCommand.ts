/** Run by npm after `npm ci`: makes the `netloom` command, and nothing that takes long. */
import { compileKernels } from './compileKernels';
import { buildCommand } from './nodeBundles';

await compileKernels();
await buildCommand();
