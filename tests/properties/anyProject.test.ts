import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseProject, isSound } from '../../src/analysis/analyse';
import { expandNetwork } from '../../src/analysis/expandNetwork';
import { kerasLayers } from '../../src/analysis/kerasLayers';
import { projectDiagnostics } from '../../src/analysis/projectDiagnostics';
import { summarise } from '../../src/analysis/summary';
import { networkConfig } from '../../src/compile/networkConfig';
import type { GraphRole, Project } from '../../src/document/project';
import { readProject } from '../../src/files/readProject';
import { writeProject } from '../../src/files/writeProject';
import { arbitraryProject } from './arbitraryProjects';

/** Asks everything that the app asks of a project; gives how many of its graphs are sound, by role. */
function askEverything(project: Project): Readonly<Record<GraphRole, number>> {
  const analysis = analyseProject(project);
  const diagnostics = projectDiagnostics(analysis);
  for (const { message, graph, node, fixes } of diagnostics) {
    expect(message).toMatch(/[A-Za-z].*[.?]$/s);
    expect(message).not.toMatch(/undefined|\[object/);
    if (node !== null && graph !== null) expect(project.graphs[graph]?.nodes).toHaveProperty(node);
    for (const { title, edit } of fixes) {
      expect(edit.apply(project), `${message} ${title}`).toMatchObject({ ok: true });
    }
  }
  const sound = { network: 0, trainingStep: 0 };
  for (const graph of Object.values(analysis.graphs)) {
    const { rows, totals } = summarise(graph, 32, 2);
    for (const { parameters, macs } of rows) {
      for (const number of [parameters, macs, totals.parameters]) {
        expect(number === null || (number >= 0 && Number.isFinite(number))).toBe(true);
      }
    }
    expandNetwork(graph);
    if (!isSound(graph)) continue;
    sound[graph.graph.role] += 1;
    if (graph.graph.role !== 'network') continue;
    kerasLayers(graph);
    networkConfig(graph);
  }
  return sound;
}

describe('any project', () => {
  it('is analysed, summed up, expanded and, where it is sound, made into layers', () => {
    const sound = { network: 0, trainingStep: 0 };
    fc.assert(
      fc.property(arbitraryProject, (project) => {
        const found = askEverything(project);
        sound.network += found.network;
        sound.trainingStep += found.trainingStep;
      }),
      { numRuns: 300 },
    );
    expect(sound.network).toBeGreaterThan(20);
    expect(sound.trainingStep).toBeGreaterThan(10);
  });

  it('is the same after it was written and read, as far as JSON can say it', () => {
    fc.assert(
      fc.property(arbitraryProject, (project) => {
        const text = writeProject(project);
        const read = readProject(text);
        if (!read.ok) {
          expect(read.error).toMatch(/[A-Za-z].*\.$/s);
          return;
        }
        expect(writeProject(read.value)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
