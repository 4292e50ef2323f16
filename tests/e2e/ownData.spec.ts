import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { encode } from 'fast-png';
import { idxBytes } from '../unit/data/idxBytes';
import { expect, test } from './support/appTest';
import { node } from './support/drawing';
import { irisTable, stripes } from './support/madeData';
import { chooseOption, showPanel } from './support/panels';
import { answerDialogs } from './support/scriptedDialogs';

const chain = (nodes: readonly object[], ids: readonly string[]) => ({
  netloom: 1,
  name: 'My network',
  graphs: {
    main: {
      role: 'network',
      nodes,
      edges: ids.slice(1).map((to, index) => ({ from: ids[index], to })),
    },
  },
});

const forFlowers = chain(
  [
    { id: 'flower', kind: 'input', fields: { shape: [4] } },
    { id: 'hidden', kind: 'dense', fields: { units: 8, activation: 'tanh' } },
    { id: 'species', kind: 'dense', fields: { units: 3, activation: 'softmax' } },
  ],
  ['flower', 'hidden', 'species'],
);

const forStripes = chain(
  [
    { id: 'image', kind: 'input', fields: { shape: [8, 8, 1] } },
    { id: 'edges', kind: 'conv2d', fields: { filters: 4, activation: 'relu' } },
    { id: 'flat', kind: 'flatten' },
    { id: 'direction', kind: 'dense', fields: { units: 2, activation: 'softmax' } },
  ],
  ['image', 'edges', 'flat', 'direction'],
);

let folder = '';
const at = (name: string) => path.join(folder, name);
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'netloom-data-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

/** Answers the dialog that `act` opens with files, or with a folder. */
async function choose(
  page: Page,
  desktop: ElectronApplication | null,
  paths: readonly string[],
  act: () => Promise<void>,
): Promise<void> {
  if (desktop !== null) {
    await answerDialogs(desktop, { open: paths });
    await act();
    return;
  }
  const choosing = page.waitForEvent('filechooser');
  await act();
  await (await choosing).setFiles([...paths]);
}

/** Opens a project from a file, as a person does, and shows its training. */
async function openForTraining(
  page: Page,
  desktop: ElectronApplication | null,
  project: object,
): Promise<Locator> {
  const file = at('mine.netloom');
  await writeFile(file, JSON.stringify(project));
  // Without it a browser opens with the file chooser that tests can answer.
  if (desktop === null) await page.evaluate('window.showOpenFilePicker = undefined');
  await choose(page, desktop, [file], () => page.keyboard.press('Control+o'));
  await expect(page.getByLabel('Project name')).toHaveValue('My network');
  return showPanel(page, 'Training');
}

async function setNumber(training: Locator, label: string, value: number): Promise<void> {
  const field = training.getByLabel(label, { exact: true });
  await field.fill(String(value));
  await field.press('Enter');
}

async function chooseData(training: Locator, kind: string): Promise<void> {
  await chooseOption(training.getByRole('combobox', { name: 'Data' }), kind);
}

/** Trains to the end, and expects nearly all test examples to be told apart. */
async function expectToLearn(training: Locator): Promise<void> {
  await setNumber(training, 'Epochs', 40);
  await setNumber(training, 'Learning rate', 0.02);
  await training.getByRole('button', { name: 'Start' }).click();
  await expect(training.getByText('Done')).toBeVisible({ timeout: 90_000 });
  const accuracy = training.locator('dt:text-is("Test accuracy") + dd');
  expect(Number(await accuracy.getAttribute('title'))).toBeGreaterThanOrEqual(0.9);
}

test('a table of one’s own is chosen and learned', async ({ page, desktop }) => {
  await writeFile(at('iris.csv'), irisTable());
  const training = await openForTraining(page, desktop, forFlowers);
  await choose(page, desktop, [at('iris.csv')], () =>
    training.getByRole('button', { name: 'Choose…' }).click(),
  );
  await expect(training.getByLabel('File')).toHaveValue('iris.csv');
  await expectToLearn(training);
  const tiles = training.getByRole('region', { name: 'Test predictions' }).getByRole('listitem');
  await expect(tiles.first()).toContainText(/setosa|versicolor|virginica/);
});

test('a wrong cell is told by file, line and column, and changes nothing', async ({
  page,
  desktop,
}) => {
  const lines = irisTable().split('\n');
  lines[16] = '5.1,3.5,long,0.2,setosa';
  await writeFile(at('iris.csv'), lines.join('\n'));
  const training = await openForTraining(page, desktop, forFlowers);
  await choose(page, desktop, [at('iris.csv')], () =>
    training.getByRole('button', { name: 'Choose…' }).click(),
  );
  await expect(training.getByLabel('File')).toHaveValue('iris.csv');
  await showPanel(page, 'History');
  const steps = page.getByRole('list', { name: 'History' }).getByRole('button');
  const before = await steps.allTextContents();
  await showPanel(page, 'Training');
  await training.getByRole('button', { name: 'Start' }).click();
  await expect(training.getByRole('alert')).toContainText(
    'iris.csv, line 17, column "petal length": "long" is not a number',
    { timeout: 60_000 },
  );
  await page.screenshot({ path: `artefacts/wrong-data-${desktop ? 'electron' : 'chromium'}.png` });
  await expect(node(page, 'species')).toContainText('3');
  await showPanel(page, 'History');
  expect(await steps.allTextContents()).toEqual(before);
  // Put right and chosen again, the same project learns.
  await showPanel(page, 'Training');
  await writeFile(at('iris.csv'), irisTable());
  await choose(page, desktop, [at('iris.csv')], () =>
    training.getByRole('button', { name: 'Choose…' }).click(),
  );
  await expectToLearn(training);
});

test('IDX files, chosen together, go where their names say, and are learned', async ({
  page,
  desktop,
}) => {
  for (const [name, count] of [
    ['train', 120],
    ['t10k', 30],
  ] as const) {
    const labels = Array.from({ length: count }, (_, index) => (index % 2) as 0 | 1);
    const pixels = labels.flatMap((label, index) => [...stripes(label, index + count)]);
    await writeFile(at(`${name}-images-idx3-ubyte`), idxBytes(8, [count, 8, 8], pixels));
    await writeFile(at(`${name}-labels-idx1-ubyte`), idxBytes(8, [count], labels));
  }
  const files = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];
  const training = await openForTraining(page, desktop, forStripes);
  await chooseData(training, 'IDX files');
  await choose(
    page,
    desktop,
    files.map((name) => at(`${name}-ubyte`)),
    () => training.getByRole('button', { name: 'Choose…' }).first().click(),
  );
  await expect(training.getByLabel('Images', { exact: true })).toHaveValue(/train-images/);
  await expect(training.getByLabel('Test labels')).toHaveValue(/t10k-labels/);
  await expectToLearn(training);
});

test('a folder of pictures, one folder a class, is chosen and learned', async ({
  page,
  desktop,
}) => {
  const names = ['lying', 'standing'] as const;
  for (const [label, name] of names.entries()) {
    await mkdir(at(`stripes/${name}`), { recursive: true });
    for (let index = 0; index < 40; index++) {
      const data = stripes(label as 0 | 1, index);
      const png = encode({ width: 8, height: 8, data, channels: 1 });
      await writeFile(at(`stripes/${name}/${index}.png`), png);
    }
  }
  const training = await openForTraining(page, desktop, forStripes);
  await choose(page, desktop, [at('stripes')], () =>
    training.getByRole('button', { name: 'Choose…' }).click(),
  );
  await expect(training.getByLabel('Folder')).toHaveValue('stripes');
  await expectToLearn(training);
  const tiles = training.getByRole('region', { name: 'Test predictions' }).getByRole('listitem');
  await expect(tiles.first()).toContainText(/lying|standing/);
});
