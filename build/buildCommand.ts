/** Run by npm after `npm ci`: makes the `netloom` command, and nothing that takes long. */
import { buildCommand } from './nodeBundles';

await buildCommand();
