import { expect, test } from 'vitest';
import { drawNetwork } from '../../../renderer/gallery/networkDrawing';
import {
  firstSentence,
  listTemplate,
  loadTemplates,
  previewTemplate,
  searchTemplates,
} from '../../../renderer/gallery/templates';
import { analyseProject } from '../../../src/analysis/analyse';
import { readProject } from '../../../src/files/readProject';

test('every template can be opened and says what it is', async () => {
  const templates = await loadTemplates();
  const parameters = Object.fromEntries(
    templates.map((one) => [one.name, previewTemplate(one).parameters]),
  );
  // Counted by hand from the papers and the lecture.
  expect(parameters).toMatchObject({
    'LeNet-5': 61_706,
    AlexNet: 62_378_344,
    'VGG-16': 138_357_544,
    // Blocks are counted where they stand; 53,120 are averages of the norms.
    'ResNet-50': 25_557_032 + 53_120,
    'Playground network': 25,
  });
  for (const template of templates) {
    expect(template.description, template.path).toMatch(/^[A-Z0-9].{10,200}[.!?]$/);
    expect(previewTemplate(template).drawing.boxes.length, template.path).toBeGreaterThan(1);
  }
  expect(templates[0]?.shelf).toBe('Neurons');
});

test('blocks count where a network uses them, and are drawn as boxes in boxes', () => {
  const unit = {
    nodes: [
      { id: 'x', kind: 'input', fields: { shape: [4] } },
      { id: 'dense', kind: 'dense', fields: { units: 4 } },
    ],
    edges: [{ from: 'x', to: 'dense' }],
  };
  const text = JSON.stringify({
    netloom: 1,
    name: 'Of blocks',
    graphs: {
      main: {
        nodes: [
          { id: 'x', kind: 'input', fields: { shape: [4] } },
          { id: 'units', kind: 'block:unit', repeat: 3 },
          { id: 'spare', kind: 'block:head', bypass: true },
        ],
        edges: [
          { from: 'x', to: 'units' },
          { from: 'units', to: 'spare' },
        ],
      },
      unit,
      head: unit,
    },
  });
  const { parameters, drawing } = previewTemplate(listTemplate('neurons/of-blocks.netloom', text));
  // Three times 4 × 4 weights and 4 biases; the head is let through.
  expect(parameters).toBe(60);
  expect(drawing.boxes.map(({ isBlock }) => isBlock)).toEqual([false, true, true]);
});

test('a search finds words in any order, whatever their case', async () => {
  const templates = await loadTemplates();
  expect(searchTemplates(templates, 'CHEQUES  digits').map(({ name }) => name)).toEqual([
    'LeNet-5',
  ]);
  expect(searchTemplates(templates, '')).toHaveLength(templates.length);
  expect(searchTemplates(templates, 'no such network')).toEqual([]);
});

test('the first sentence is plain text and does not end inside a number', () => {
  expect(firstSentence('# Title\n\nAbout **98.5 %** of `digits`. More.')).toBe(
    'About 98.5 % of digits.',
  );
  expect(firstSentence('Only text')).toBe('Only text');
  expect(firstSentence('')).toBe('');
});

test('boxes stay inside the picture and do not overlap, also with branches and cycles', () => {
  const chain = Array.from({ length: 40 }, (_, i) => ({ id: `relu${i + 1}`, kind: 'relu' }));
  const text = JSON.stringify({
    netloom: 1,
    name: 'Long',
    graphs: {
      main: {
        nodes: [{ id: 'image', kind: 'input', fields: { shape: [512, 512, 3] } }, ...chain],
        edges: [
          { from: 'image', to: 'relu1' },
          { from: 'image', to: 'relu2' },
          ...chain.slice(2).map((_, i) => ({ from: `relu${i + 2}`, to: `relu${i + 3}` })),
          { from: 'relu40', to: 'relu39' },
        ],
      },
    },
  });
  const project = readProject(text);
  if (!project.ok) throw new Error(project.error);
  const { boxes, width, height } = drawNetwork(analyseProject(project.value).graphs.main!);
  expect(boxes).toHaveLength(41);
  for (const [place, box] of boxes.entries()) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    for (const other of boxes.slice(place + 1)) {
      const apart =
        box.x + box.width <= other.x ||
        other.x + other.width <= box.x ||
        box.y + box.height <= other.y ||
        other.y + other.height <= box.y;
      expect(apart).toBe(true);
    }
  }
});
