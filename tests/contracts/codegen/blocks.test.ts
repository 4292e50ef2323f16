import { beforeAll, describe, expect, it } from 'vitest';
import { formatCode } from '../../../src/codegen/tfjs-ts/formatCode';
import { startBackend } from '../../../src/runtime/backends';
import { drawProject, mainOf } from '../../unit/blocks/drawProject';
import { openTemplate } from '../../unit/templates/openTemplate';
import { blockDrawings } from './blockDrawings';
import { codeOf, expectSameNetwork } from './compareGenerated';

beforeAll(async () => {
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

const drawings = Object.entries(blockDrawings).map(([name, graphs]) => ({ name, graphs }));

describe('the code of a network of blocks', () => {
  it.each(drawings)('builds what Netloom builds: $name', async ({ graphs }) => {
    const analysis = mainOf(drawProject(graphs));
    await expectSameNetwork(analysis, codeOf(analysis));
  });

  it.each(drawings)('is laid out as Prettier would: $name', async ({ graphs }) => {
    const code = codeOf(mainOf(drawProject(graphs)));
    expect(await formatCode(code)).toBe(code);
  });
});
