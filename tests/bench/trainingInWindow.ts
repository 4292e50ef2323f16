/**
 * What `npm run bench:app` measures of training in the window (Chromium, WASM backend, all threads):
 * the longest task of the window's thread while ResNet-20 trains and a node is dragged about, and how
 * long LeNet-5 takes for three epochs of all of MNIST. Wants `npm run build` first.
 */
import { type Browser, chromium, type Page } from '@playwright/test';
import { serve } from '../../build/serve';
import { writeProject } from '../../src/files/writeProject';
import { chromiumFlags, chromiumProgram } from '../e2e/support/chromiumProgram';
import { chooseBackend, openTemplate, showPanel } from '../e2e/support/panels';
import { resnet20 } from './models/resnet20';

/** Tasks longer than this are felt, in milliseconds. */
const longestWanted = 50;
const dragSeconds = 10;

/** Trains far longer than it is looked at; its values are made up. */
const { project } = resnet20('usual');
const endless = {
  ...project,
  phases: project.phases.map((phase) => ({ ...phase, epochs: 100, stepsPerEpoch: 100 })),
};

const program = chromiumProgram();
if (!program) {
  console.error('There is no Chromium: install it, or name it in PLAYWRIGHT_CHROMIUM.');
  process.exit(2);
}
const served = await serve({ root: 'dist/renderer', port: 0, anyPortIfTaken: true });
const browser = await chromium.launch({ executablePath: program, args: [...chromiumFlags] });
try {
  const tasks = await tasksWhileTraining(browser, await open(browser));
  const longest = (times: readonly number[]): string => `${Math.max(0, ...times).toFixed(1)} ms`;
  const long = tasks.filter(({ lasted }) => lasted > longestWanted);
  console.log(
    `ResNet-20 trains, a node is dragged for ${dragSeconds} s: longest task of the window's thread ` +
      `${longest(tasks.map(({ lasted }) => lasted))} (its processor time at most ` +
      `${longest(tasks.map(({ busy }) => busy))}), ${long.length} of ${tasks.length} over ${longestWanted} ms`,
  );
  await trainLeNet(await open(browser));
} finally {
  await browser.close();
  await served.close();
}

async function open(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(served.address);
  await page.locator('.react-flow').waitFor();
  return page;
}

/** Starts a run on WASM, and waits until it has gone through some steps. */
async function start(page: Page): Promise<void> {
  const training = await showPanel(page, 'Training');
  await chooseBackend(page, 'WASM');
  await training.getByRole('button', { name: 'Start' }).click();
  await training.locator('figure', { hasText: 'Loss' }).locator('output').first().waitFor();
}

/** A task of the window's thread: how long it lasted, and was on a processor, in milliseconds. */
interface Task {
  readonly lasted: number;
  readonly busy: number;
}

/** The tasks of the window's thread while a node was dragged. */
async function tasksWhileTraining(browser: Browser, page: Page): Promise<readonly Task[]> {
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'resnet20.netloom'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
  }, writeProject(endless));
  await page.getByRole('tab', { name: 'main', exact: true }).click();
  const node = page.locator('.react-flow__node[data-id="unit1_a_norm"]');
  await node.waitFor();
  await start(page);
  await page.waitForTimeout(3_000);
  const box = await node.boundingBox();
  if (!box) throw new Error('The node is not on the canvas.');
  const at = { x: box.x + box.width / 3, y: box.y + box.height / 2 };
  await browser.startTracing(page, {
    categories: ['toplevel', 'disabled-by-default-devtools.timeline'],
  });
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  const end = Date.now() + dragSeconds * 1000;
  for (let step = 0; Date.now() < end; step++) {
    const angle = step / 12;
    await page.mouse.move(at.x + 90 * Math.sin(angle), at.y + 60 * (1 - Math.cos(angle)));
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as Trace;
  await page.close();
  return tasksOfWindow(trace);
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** In microseconds. */
  readonly dur?: number;
  /** Of that, on a processor. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

interface Trace {
  readonly traceEvents: readonly TraceEvent[];
}

/** All tasks on the main threads of renderers. */
function tasksOfWindow({ traceEvents }: Trace): readonly Task[] {
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && name === 'RunTask' && threads.has(`${pid} ${tid}`),
  );
  if (tasks.length === 0) throw new Error('The trace holds no tasks.');
  return tasks.map(({ dur = 0, tdur = 0 }) => ({ lasted: dur / 1000, busy: tdur / 1000 }));
}

async function trainLeNet(page: Page): Promise<void> {
  await openTemplate(page, 'cheques', 'LeNet-5');
  const training = await showPanel(page, 'Training');
  const epochs = training.getByLabel('Epochs');
  await epochs.fill('3');
  await epochs.press('Enter');
  const began = performance.now();
  await start(page);
  await training.getByText('Done').waitFor({ timeout: 600_000 });
  const seconds = (performance.now() - began) / 1000;
  const accuracy = training
    .getByRole('region', { name: 'Results' })
    .locator('dt:text-is("Test accuracy") + dd');
  console.log(
    `LeNet-5, three epochs of MNIST: test accuracy ${await accuracy.getAttribute('title')} in ${seconds.toFixed(1)} s`,
  );
}
