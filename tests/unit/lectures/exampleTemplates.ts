import { readFileSync } from 'node:fs';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { type Summary, summarise } from '../../../src/analysis/summary';
import { readProject } from '../../../src/files/readProject';
import { analyseMain } from '../analysis/drawNetwork';

/** A template of the repository, by its path without ending, analysed. */
export function analysedTemplate(path: string): GraphAnalysis {
  const read = readProject(readFileSync(`templates/${path}.netloom`, 'utf8'));
  if (!read.ok) throw new Error(`${path}: ${read.error}`);
  return analyseMain(read.value);
}

/** The table of a template, one example at a time. */
export function templateSummary(path: string): Summary {
  return summarise(analysedTemplate(path), 1, 0);
}

/** The row of a node. */
export function rowOf({ rows }: Summary, node: string): Summary['rows'][number] {
  const row = rows.find((candidate) => candidate.node === node);
  if (!row) throw new Error(`There is no row ${node}.`);
  return row;
}
