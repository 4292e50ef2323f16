import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SourceText } from '../../../src/codegen/tfjs-ts/shippedFiles';

/** Netloom's own files, from the checkout. */
export const sourceText: SourceText = (name) => readFile(path.join('src', name), 'utf8');
