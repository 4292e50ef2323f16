import { describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import { createCatch } from '../../../src/data/environments/catch';
import { exampleInputs } from '../../../src/kinds/example';
import { parseFields } from '../../../src/kinds/field';
import { inputPort, portRefusal } from '../../../src/kinds/port';
import * as views from '../../../src/kinds/training/view/index';
import type { ViewContent } from '../../../src/training/viewContent';
import { drawView, gridFor } from '../../../src/training/views/drawView';
import { playEpisode } from '../../../src/training/views/playEpisode';
import type { ViewInput, ViewInputs } from '../../../src/training/views/viewInput';

/** Content of one type; fails where it is another. */
function contentOf<Type extends ViewContent['type']>(
  type: Type,
  content: ViewContent,
): Extract<ViewContent, { readonly type: Type }> {
  if (content.type !== type) throw new Error(`expected ${type}, got ${content.type}`);
  return content as Extract<ViewContent, { readonly type: Type }>;
}

function input(shape: readonly number[], values: readonly number[], more: Partial<ViewInput> = {}) {
  return { values: Float32Array.from(values), shape, ...more };
}

/** All numbers in a value, wherever they are. */
function countNumbers(value: unknown): number {
  if (typeof value === 'number') return 1;
  if (ArrayBuffer.isView(value)) return (value as Float32Array).length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + countNumbers(one), 0);
}

describe('every kind of view', () => {
  it.each(Object.values(views).map((kind) => [kind.id, kind] as const))(
    '%s draws its own examples as plain data of bounded size',
    (id, kind) => {
      const randomness = createRandomness(3);
      for (const example of kind.examples) {
        const { values: fields } = parseFields(kind.fields, example.fields);
        const inputs: Record<string, ViewInput> = {};
        for (const [port, type] of Object.entries(exampleInputs(kind, example))) {
          const taken = inputPort(kind.inputs, port);
          expect(taken && portRefusal(taken, type)).toBeNull();
          expect(taken).not.toBeNull();
          const own = type.shape.map((axis) => axis ?? 1);
          const shape = type.per === 'batch' ? own : [2000, ...own];
          const size = Math.min(
            4_000_000,
            shape.reduce((a, b) => a * b, 1),
          );
          const values = Float32Array.from({ length: size }, () => randomness.next());
          inputs[port] = { values, shape, ...(type.per ? { per: type.per } : {}) };
        }
        if (id === 'episode') {
          const many = input([1000, 16, 16, 3], []);
          inputs.frames = { ...many, values: new Float32Array(1000 * 16 * 16 * 3) };
          inputs.rewards = input([999], new Array(999).fill(1));
        }
        if (id === 'weightHistogram') inputs.kernel = input([2, 2], [1, 2, 3, 4]);
        const grid = gridFor(id, fields ?? {}, inputs);
        if (grid) expect(grid.values).toHaveLength(grid.shape.reduce((a, b) => a * b, 1));
        const content = drawView(id, fields ?? {}, inputs);
        expect(countNumbers(structuredClone(content))).toBe(countNumbers(content));
        expect(countNumbers(content)).toBeLessThan(5_000_000);
      }
    },
  );

  it('throws for a kind that is no view, and for an input that is missing', () => {
    expect(() => drawView('dense', {}, {})).toThrow('dense');
    expect(() => drawView('scatter', { count: 1, extent: 0 }, {})).toThrow('points');
  });
});

describe('predictions', () => {
  const draw = (inputs: ViewInputs, threshold = 0.5) =>
    contentOf('predictions', drawView('predictions', { count: 16, threshold }, inputs)).samples;
  const classes = ['cat', 'dog', 'emu'];
  const vectors = input([2, 2], [1, 2, 3, 4]);

  it('names the class with the largest number and says whether it is right', () => {
    const samples = draw({
      example: input([2, 2, 2, 1], [0, 1, 1, 0, 1, 1, 0, 0], { content: 'image' }),
      prediction: input([2, 3], [0.1, 0.7, 0.2, 0.5, 0.3, 0.2]),
      target: input([2], [1, 2], { content: 'class', classes }),
    });
    expect(samples).toMatchObject([
      { expected: 'dog', predicted: 'dog', correct: true, content: 'image', inputShape: [2, 2, 1] },
      { expected: 'emu', predicted: 'cat', correct: false },
    ]);
    expect([...(samples[1]?.input ?? [])]).toEqual([1, 1, 0, 0]);
  });

  it('takes a single number above the threshold for the second class', () => {
    const inputs = {
      example: vectors,
      prediction: input([2, 1], [0.3, -0.2]),
      target: input([2], [1, 0], { content: 'class' }),
    };
    expect(draw(inputs, 0).map(({ correct }) => correct)).toEqual([true, true]);
    expect(draw(inputs, 0.5).map(({ predicted }) => predicted)).toEqual(['0', '0']);
  });

  it('shows reconstructions as pictures and other numbers as numbers', () => {
    const images = input([1, 2, 2, 1], [0, 1, 1, 0], { content: 'image' });
    expect(draw({ example: images, prediction: images })).toMatchObject([
      { predicted: null, expected: null, correct: null, outputShape: [2, 2, 1] },
    ]);
    expect(
      draw({
        example: vectors,
        prediction: input([2, 1], [1 / 3, 2]),
        target: input([2, 1], [0.25, 1]),
      }),
    ).toMatchObject([
      { predicted: '0.3333', expected: '0.25', correct: null },
      { predicted: '2', expected: '1' },
    ]);
  });

  it('writes sequences of classes as text, and draws a class for each pixel as a picture', () => {
    const alphabet = ['a', 'b', 'c'];
    const oneHot = [0, 1, 0, 0, 0, 1];
    expect(
      draw({
        example: input([1, 2], [2, 1], { content: 'tokens', classes: alphabet }),
        prediction: input([1, 2, 3], oneHot),
        target: input([1, 2], [1, 2], { content: 'class', classes: alphabet }),
      }),
    ).toMatchObject([{ inputText: 'cb', predicted: 'bc', expected: 'bc', correct: true }]);
    const [mask] = draw({
      example: input([1, 1, 2, 3], [0, 0, 0, 1, 1, 1], { content: 'image' }),
      prediction: input([1, 1, 2, 3], oneHot),
      target: input([1, 1, 2], [1, 2], { content: 'class' }),
    });
    expect(mask).toMatchObject({ predicted: null, outputShape: [1, 2, 1] });
    expect([...(mask?.output ?? [])]).toEqual([0.5, 1]);
  });
});

describe('decision boundary', () => {
  const points = input([2, 2], [5, -1, -2, 3]);
  const target = input([2], [1, 0], { classes: ['out', 'in'] });
  const fields = { threshold: 0.5 };

  it('asks for the middles of cells from the lowest y, and draws the answers there', () => {
    const grid = gridFor('decisionBoundary', fields, { points, target });
    if (!grid) throw new Error('no grid');
    expect([grid.port, grid.shape]).toEqual(['points', [2500, 2]]);
    // The square of the Playground: 50 cells from −6 to 6, so that each is 0.24 wide.
    expect([...grid.values.slice(0, 4)].map((x) => x.toFixed(2))).toEqual([
      '-5.88',
      '-5.88',
      '-5.64',
      '-5.88',
    ]);
    const isRight = Float32Array.from({ length: 2500 }, (_, i) =>
      Number((grid.values[2 * i] as number) > 0),
    );
    const { boundary } = contentOf(
      'boundary',
      drawView('decisionBoundary', fields, {
        points,
        target,
        prediction: { values: isRight, shape: [2500, 1] },
        testPoints: input([1, 2], [0, 6]),
        testTarget: input([1], [1]),
      }),
    );
    expect(boundary).toMatchObject({ size: 50, extent: 6, trainCount: 2 });
    expect(boundary.classNames).toEqual(['out', 'in']);
    expect([...boundary.points]).toEqual([5, -1, 1, -2, 3, 0, 0, 6, 1]);
    expect([...boundary.values.slice(0, 50)]).toEqual([
      ...new Array(25).fill(0),
      ...new Array(25).fill(1),
    ]);
  });

  it.each([
    ['sigmoid', 0.5, [0, 0.25, 0.5, 0.75, 1], [0, 0.25, 0.5, 0.75, 1]],
    ['tanh', 0, [-1, -0.5, 0, 0.5, 1], [0, 0.25, 0.5, 0.75, 1]],
    ['beyond its range', 0, [-3, 4], [0, 1]],
  ])('mixes the colours of a single answer of a %s', (_name, threshold, answers, shares) => {
    const values = new Float32Array(2500);
    values.set(answers);
    const { boundary } = contentOf(
      'boundary',
      drawView(
        'decisionBoundary',
        { threshold },
        { points, prediction: { values, shape: [2500, 1] } },
      ),
    );
    for (const [place, share] of shares.entries()) {
      expect(boundary.values[place]).toBeCloseTo(share, 5);
    }
  });

  it('takes two outputs for probabilities or logits, and names the chosen one of three', () => {
    const two = (first: number, second: number): number => {
      const values = new Float32Array(5000);
      values.set([first, second]);
      const inputs = { points, prediction: { values, shape: [2500, 2] } };
      const { boundary } = contentOf('boundary', drawView('decisionBoundary', fields, inputs));
      return boundary.values[0] as number;
    };
    expect(two(0.2, 0.8)).toBeCloseTo(0.8, 5);
    expect(two(Math.log(2), Math.log(8))).toBeCloseTo(0.8, 5);
    const values = new Float32Array(7500);
    values.set([0, 0, 1, 0, 1, 0]);
    const inputs = { points, prediction: { values, shape: [2500, 3] } };
    const { boundary } = contentOf('boundary', drawView('decisionBoundary', fields, inputs));
    expect([boundary.classCount, ...boundary.values.slice(0, 3)]).toEqual([3, 2, 1, 0]);
  });
});

describe('latent map', () => {
  it('feeds a square of points as pictures are read, further coordinates 0', () => {
    const point = input([1, 3], [0, 0, 0]);
    const grid = gridFor('latentMap', { count: 3, extent: 2 }, { point });
    expect(grid?.port).toBe('point');
    expect(grid?.shape).toEqual([9, 3]);
    const rows = Array.from({ length: 9 }, (_, i) => [
      ...(grid?.values.slice(3 * i, 3 * i + 3) ?? []),
    ]);
    expect(rows[0]).toEqual([-2, 2, 0]);
    expect(rows[1]).toEqual([0, 2, 0]);
    expect(rows[8]).toEqual([2, -2, 0]);
    const content = drawView(
      'latentMap',
      { count: 3, extent: 2 },
      {
        point,
        image: input(
          [9, 1, 1, 1],
          [0, 1, 2, 3, 4, 5, 6, 7, 8].map((v) => v / 8),
        ),
      },
    );
    expect(content).toMatchObject({
      type: 'images',
      columns: 3,
      extent: 2,
      series: [{ count: 9 }],
    });
  });
});

describe('image grid', () => {
  const draw = (inputs: ViewInputs, range = 'automatic') =>
    contentOf('images', drawView('imageGrid', { count: 4, columns: 2, range }, inputs)).series;

  it('finds out what is black and white from all images together', () => {
    const zeroOne = input([2, 1, 2], [0, 1, 0.5, 0.2]);
    expect(draw({ a: zeroOne })[0]?.range).toEqual([0, 1]);
    const signed = input([1, 2, 2, 1], [-1, 0.4, 1, 0]);
    expect(draw({ a: zeroOne, b: signed }).map(({ range }) => range)).toEqual([
      [-1, 1],
      [-1, 1],
    ]);
    expect(draw({ a: input([1, 1, 2], [-8, 4]) })[0]?.range).toEqual([-8, 4]);
    expect(draw({ a: signed }, 'zeroOne')[0]?.range).toEqual([0, 1]);
  });

  it('takes height, width and channels from the shape, and as many images as asked for', () => {
    const [grey, colour, one] = draw({
      a: input([6, 2, 3], new Array(36).fill(0)),
      b: input([2, 2, 3, 3], new Array(36).fill(0)),
      c: input([4, 5, 3], new Array(60).fill(0), { per: 'batch' }),
    });
    expect(grey).toMatchObject({ height: 2, width: 3, channels: 1, count: 4 });
    expect(colour).toMatchObject({ height: 2, width: 3, channels: 3, count: 2 });
    expect(one).toMatchObject({ height: 4, width: 5, channels: 3, count: 1 });
  });

  it('tells inputs from the same place apart', () => {
    const image = input([1, 1, 1], [0], { label: 'decoder' });
    expect(draw({ a: image, b: image }).map(({ label }) => label)).toEqual([
      'decoder (a)',
      'decoder (b)',
    ]);
  });
});

describe('text', () => {
  it('writes tokens and the largest of several numbers, with the alphabet that is known', () => {
    const classes = ['_', 'h', 'i'];
    const { series } = contentOf(
      'text',
      drawView(
        'generatedText',
        { count: 5 },
        {
          tokens: input([1, 2, 3], [0, 1, 0, 0, 0, 1], { label: 'decoder' }),
          target: input([1, 3], [1, 2, 0], { content: 'tokens', classes }),
        },
      ),
    );
    expect(series).toEqual([
      { label: 'decoder', texts: ['hi'] },
      { label: 'target', texts: ['hi_'] },
    ]);
  });

  it('sets words apart, and numbers of tokens without names', () => {
    const tokens = input([1, 2], [1, 0], { content: 'tokens' });
    const draw = (classes?: readonly string[]) =>
      contentOf(
        'text',
        drawView(
          'generatedText',
          { count: 1 },
          { tokens: classes ? { ...tokens, classes } : tokens },
        ),
      ).series[0]?.texts;
    expect(draw(['world', 'hello'])).toEqual(['hello world']);
    expect(draw()).toEqual(['1 0']);
  });
});

describe('matrices', () => {
  it('draws the last two axes for every place before them', () => {
    const values = Array.from({ length: 12 }, (_, i) => i - 2);
    const { maps, range } = contentOf(
      'heatMap',
      drawView('heatMap', { count: 2 }, { matrix: input([1, 3, 2, 2], values) }),
    );
    expect(maps.map((map) => [...map.values])).toEqual([
      [-2, -1, 0, 1],
      [2, 3, 4, 5],
    ]);
    expect(range).toEqual([-5, 5]);
  });

  it('makes one matrix of a batch of vectors, and of one for the whole batch', () => {
    const draw = (matrix: ViewInput) =>
      contentOf('heatMap', drawView('heatMap', { count: 4 }, { matrix })).maps;
    expect(draw(input([3, 2], [1, 2, 3, 4, 5, 6]))).toMatchObject([{ rows: 3, columns: 2 }]);
    expect(draw(input([2, 3], [1, 2, 3, 4, 5, 6], { per: 'batch' }))).toMatchObject([
      { rows: 2, columns: 3 },
    ]);
  });

  it('names the classes of a confusion matrix', () => {
    const matrix = input([2, 2], [5, 1, 0, 4], { per: 'batch', classes: ['cat'] });
    const content = contentOf('confusion', drawView('confusionTable', {}, { matrix }));
    expect(content).toMatchObject({ size: 2, classNames: ['cat', '1'] });
    expect([...content.values]).toEqual([5, 1, 0, 4]);
  });
});

describe('episode', () => {
  it('plays with the best action until the end, and draws every step', async () => {
    // The best there is to do in Catch: go towards the column of the ball.
    const act = (board: Float32Array): number[] => {
      const ball = board.indexOf(1) % 7;
      const paddle = board.lastIndexOf(1) % 7;
      return [Number(ball < paddle), 0.5, Number(ball > paddle)];
    };
    for (let seed = 0; seed < 5; seed++) {
      const inputs = await playEpisode(createCatch(), act, 200, createRandomness(seed));
      const content = contentOf('frames', drawView('episode', { steps: 200 }, inputs));
      expect(content.rewards).toEqual([0, 0, 0, 0, 0, 1]);
      expect(content.pictures).toMatchObject({ count: 7, channels: 3, range: [0, 1] });
      const frames = inputs.frames?.values ?? [];
      const size = frames.length / 7;
      const moved = Array.from({ length: size }, (_, i) => frames[i] !== frames[size + i]);
      expect(moved).toContain(true);
    }
  });

  it('is cut off after the steps that were asked for', async () => {
    const inputs = await playEpisode(createCatch(), () => [0, 1, 0], 2, createRandomness(1));
    expect(inputs.frames?.shape[0]).toBe(3);
  });
});
