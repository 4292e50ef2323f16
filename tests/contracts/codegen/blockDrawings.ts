import type { DrawnGraph } from '../../unit/blocks/drawProject';

const integer = (value: number) => ({ type: 'integer', default: value });
const flag = (value: boolean) => ({ type: 'boolean', default: value });

const unit: DrawnGraph = {
  arguments: { filters: integer(2), stride: integer(1), project: flag(true) },
  nodes: [
    ['x', 'input', { shape: [8, 8, 2] }],
    ['conv', 'conv2d', { filters: '=filters', strides: ['=stride', '=stride'], padding: 1 }],
    ['norm', 'batchNormalization'],
    [
      'project',
      'conv2d',
      { filters: '=filters', kernelSize: [1, 1], strides: ['=stride', '=stride'] },
      { bypass: '=!project' },
    ],
    ['projectNorm', 'batchNormalization', {}, { bypass: '=!project' }],
    ['sum', 'add'],
  ],
  wires: [
    'x → conv',
    'conv → norm',
    'x → project',
    'project → projectNorm',
    'norm → sum:a',
    'projectNorm → sum:b',
  ],
};

const stage: DrawnGraph = {
  arguments: { filters: integer(2), units: integer(2), stride: integer(1) },
  nodes: [
    ['x', 'input', { shape: [8, 8, 2] }],
    [
      'unit',
      'block:unit',
      {
        filters: '=filters',
        stride: '=index == 1 ? stride : 1',
        project: '=index == 1',
      },
      { repeat: '=units' },
    ],
  ],
  wires: ['x → unit'],
};

const pair: DrawnGraph = {
  arguments: { units: integer(4) },
  nodes: [
    ['x', 'input', { shape: [4] }],
    ['dense', 'dense', { units: '=units', activation: 'tanh' }],
    ['norm', 'batchNormalization'],
    ['half', 'dropout', { rate: 0.5 }],
  ],
  wires: ['x → dense', 'dense → norm', 'norm → half'],
};

const cell: DrawnGraph = {
  arguments: { units: integer(4) },
  nodes: [
    ['x', 'input', { shape: [3] }],
    ['h', 'input', { shape: ['=units'] }],
    ['joined', 'concatenate'],
    ['update', 'dense', { units: '=units', activation: 'sigmoid' }],
    ['candidate', 'dense', { units: '=units', activation: 'tanh' }],
    ['product', 'multiply'],
    ['next', 'output'],
    ['seen', 'output'],
  ],
  wires: [
    'x → joined:a',
    'h → joined:b',
    'joined → update',
    'joined → candidate',
    'update → product:a',
    'candidate → product:b',
    'product → next',
    'candidate → seen',
  ],
};

const scan = { feedback: [{ from: 'next', to: 'h' }], last: ['seen'] };

/** Networks of blocks, one for each thing that a drawing can say. */
export const blockDrawings: Readonly<Record<string, Readonly<Record<string, DrawnGraph>>>> = {
  'stages of residual units': {
    main: {
      arguments: { width: { type: 'number', default: 0.5 } },
      nodes: [
        ['image', 'input', { shape: [8, 8, 2] }],
        ['stage1', 'block:stage', { filters: '=max(1, round(width * 4))' }],
        ['stage2', 'block:stage', { filters: '=ceil(width * 7) + 1', units: 3, stride: 2 }],
        ['end', 'globalAveragePooling2d'],
      ],
      wires: ['image → stage1', 'stage1 → stage2', 'stage2 → end'],
    },
    stage,
    unit,
  },
  'padding that only odd sizes need': {
    main: {
      nodes: [
        ['image', 'input', { shape: [9, 9, 1] }],
        ['a', 'block:half'],
        ['b', 'block:half'],
        ['c', 'block:half'],
        ['chain', 'block:half', {}, { repeat: 2 }],
      ],
      wires: ['image → a', 'a → b', 'b → c', 'c → chain'],
    },
    half: {
      nodes: [
        ['x', 'input', { shape: [8, 8, 1] }],
        ['conv', 'conv2d', { filters: 2, strides: [2, 2], padding: 1 }],
        ['pool', 'maxPooling2d', { poolSize: [2, 2], strides: [1, 1], padding: 'same' }],
      ],
      wires: ['x → conv', 'conv → pool'],
    },
  },
  'growing layers by place': {
    main: {
      nodes: [
        ['x', 'input', { shape: [4] }],
        ['grow', 'dense', { units: '=2 ** index + 1' }, { repeat: 3 }],
        ['same', 'dense', { units: 9, activation: 'relu' }, { repeat: 2 }],
        ['once', 'dense', { units: 3 }, { repeat: 1 }],
      ],
      wires: ['x → grow', 'grow → same', 'same → once'],
    },
  },
  'a siamese network': {
    main: {
      nodes: [
        ['left', 'input', { shape: [4] }],
        ['right', 'input', { shape: [4] }],
        ['first', 'block:pair'],
        ['second', 'block:pair', {}, { weightsOf: 'first' }],
        ['a', 'output'],
        ['b', 'output'],
      ],
      wires: ['left → first', 'right → second', 'first → a', 'second → b'],
    },
    pair,
  },
  'shared repetitions of a block in a block': {
    main: {
      nodes: [
        ['x', 'input', { shape: [4] }],
        ['hops', 'block:hops', {}, { repeat: 2, sharedWeights: true }],
        ['apart', 'block:hops'],
      ],
      wires: ['x → hops', 'hops → apart'],
    },
    hops: {
      nodes: [
        ['x', 'input', { shape: [4] }],
        ['hop', 'block:pair', {}, { repeat: 3, sharedWeights: true }],
        ['other', 'block:pair', {}, { repeat: 2 }],
        ['last', 'block:pair', {}, { weightsOf: 'other', repeat: 2 }],
      ],
      wires: ['x → hop', 'hop → other', 'other → last'],
    },
    pair,
  },
  'shared layers': {
    main: {
      nodes: [
        ['x', 'input', { shape: [4] }],
        ['loop', 'dense', { units: 4, activation: 'relu' }, { repeat: 3, sharedWeights: true }],
        ['one', 'dense', { units: 4 }],
        ['two', 'dense', { units: 4 }, { weightsOf: 'one' }],
        ['many', 'dense', { units: 4 }, { repeat: 2 }],
        ['again', 'dense', { units: 4 }, { repeat: 2, weightsOf: 'many' }],
      ],
      wires: ['x → loop', 'loop → one', 'one → two', 'two → many', 'many → again'],
    },
  },
  'tied embeddings in a block': {
    main: {
      nodes: [
        ['tokens', 'input', { shape: [5], dtype: 'int32' }],
        ['model', 'block:language', { words: 7, width: 3 }],
      ],
      wires: ['tokens → model'],
    },
    language: {
      arguments: { words: integer(11), width: integer(6) },
      nodes: [
        ['tokens', 'input', { shape: [5], dtype: 'int32' }],
        ['embed', 'embedding', { inputDim: '=words', outputDim: '=width' }],
        ['mix', 'dense', { units: '=width' }],
        ['scores', 'embeddingProjection', { inputDim: '=words' }, { weightsOf: 'embed' }],
      ],
      wires: ['tokens → embed', 'embed → mix', 'mix → scores'],
    },
  },
  'scanned cells': {
    main: {
      arguments: { units: integer(4) },
      nodes: [
        ['words', 'input', { shape: [5, 3] }],
        ['first', 'block:cell', { units: '=units - 1' }, { scan }],
        ['second', 'block:cell', { units: 2 }, { scan, repeat: 1 }],
        ['all', 'output'],
        ['last', 'output'],
      ],
      wires: ['words → first:x', 'first:next → second:x', 'second:next → all', 'first:seen → last'],
    },
    cell,
  },
  'several inputs and outputs through a chain': {
    main: {
      nodes: [
        ['a', 'input', { shape: [3] }],
        ['b', 'input', { shape: [3] }],
        ['mix', 'block:mix', {}, { repeat: 3 }],
        ['sum', 'output'],
        ['difference', 'output'],
      ],
      wires: ['a → mix:x', 'b → mix:other', 'mix:total → sum', 'mix:rest → difference'],
    },
    mix: {
      nodes: [
        ['x', 'input', { shape: [3] }],
        ['other', 'input', { shape: [3] }],
        ['dense', 'dense', { units: 3 }],
        ['added', 'add'],
        ['taken', 'subtract'],
        ['total', 'output'],
        ['rest', 'output'],
      ],
      wires: [
        'x → dense',
        'dense → added:a',
        'other → added:b',
        'dense → taken:a',
        'other → taken:b',
        'added → total',
        'taken → rest',
      ],
    },
  },
  'layers with several outputs': {
    main: {
      nodes: [
        ['words', 'input', { shape: [5, 3] }],
        ['lstm', 'lstm', { units: 4, returnState: true, returnSequences: true }],
        ['parts', 'split', { parts: 2 }],
        ['all', 'output'],
        ['h', 'output'],
        ['c', 'output'],
      ],
      wires: ['words → lstm', 'lstm:y → all', 'lstm:h → h', 'lstm:c → c'],
    },
  },
  'numbers from nothing in a block': {
    main: {
      nodes: [
        ['x', 'input', { shape: [2, 3] }],
        ['token', 'block:token'],
        ['both', 'concatenate', { axis: 1 }],
      ],
      wires: ['token → both:a', 'x → both:b'],
    },
    token: {
      nodes: [
        ['value', 'learnedTensor', { shape: [1, 3] }],
        ['end', 'linear'],
      ],
      wires: ['value → end'],
    },
  },
  'a frozen block beside a learning one': {
    main: {
      nodes: [
        ['x', 'input', { shape: [4] }],
        ['still', 'block:pair', { trainable: false }],
        ['learning', 'block:pair', { units: 5 }],
      ],
      wires: ['x → still', 'still → learning'],
    },
    pair,
  },
  'choices, texts and lists as arguments': {
    main: {
      arguments: { last: flag(true) },
      nodes: [
        ['x', 'input', { shape: [6, 4] }],
        ['a', 'block:made', { activation: 'relu', kernel: 3 }],
        ['b', 'block:made', { activation: 'tanh', shape: [8, 2], more: true }],
        ['end', 'dense', { units: 2 }, { bypass: '=!last' }],
      ],
      wires: ['x → a', 'a → b', 'b → end'],
    },
    made: {
      arguments: {
        activation: { type: 'choice', default: 'relu', options: ['relu', 'tanh'] },
        kernel: integer(2),
        shape: { type: 'shape', default: [4, 6] },
        more: flag(false),
      },
      nodes: [
        ['x', 'input', { shape: [6, 4] }],
        [
          'conv',
          'conv1d',
          { filters: 4, kernelSize: '=kernel', padding: 'same', activation: '=activation' },
        ],
        ['shaped', 'reshape', { targetShape: '=shape' }],
        [
          'extra',
          'dense',
          { units: '=item(shape, -1)', useBias: "=activation == 'tanh'" },
          { repeat: '=more ? 2 : 0' },
        ],
      ],
      wires: ['x → conv', 'conv → shaped', 'shaped → extra'],
    },
  },
  'names that mean something in code': {
    main: {
      nodes: [
        ['x', 'input', { shape: [4] }],
        ['path', 'block:class', { default: 3 }],
        ['class', 'block:class', { default: 4 }],
        ['layers', 'dense', { units: 4 }, { repeat: 2 }],
        ['index', 'linear'],
      ],
      wires: ['x → path', 'path → class', 'class → layers', 'layers → index'],
    },
    class: {
      arguments: { default: integer(1), path: integer(4) },
      nodes: [
        ['weights', 'input', { shape: [4] }],
        ['index', 'dense', { units: '=default' }],
        ['options', 'dense', { units: '=path' }],
      ],
      wires: ['weights → index', 'index → options'],
    },
  },
};
