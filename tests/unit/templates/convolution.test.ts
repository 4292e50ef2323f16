import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/analysis/summary';
import type { JsonValue } from '../../../src/base/jsonValue';
import { rowOf } from '../lectures/exampleTemplates';
import { type OpenTemplate, openTemplate } from './openTemplate';

type Values = Readonly<Record<string, JsonValue>>;

/** The shapes of what leaves a network. */
function outputsOf({ network }: OpenTemplate): readonly (readonly (number | null)[])[] {
  return network.outputs.map(
    (id) => Object.values(network.nodes.get(id)?.outputs ?? {})[0]?.shape ?? [],
  );
}

describe('image classifiers at full size', () => {
  // Counts of torchvision (VGG, ResNet) and of the layer lists of the papers.
  it.each<readonly [string, Values, number]>([
    ['convolution/vgg', {}, 138_357_544],
    ['convolution/vgg', { configuration: 'A' }, 132_863_336],
    ['convolution/vgg', { configuration: 'A-LRN' }, 132_863_336],
    ['convolution/vgg', { configuration: 'B' }, 133_047_848],
    ['convolution/vgg', { configuration: 'C' }, 133_638_952],
    ['convolution/vgg', { configuration: 'D' }, 138_357_544],
    ['convolution/vgg', { configuration: 'E' }, 143_667_240],
    ['convolution/vgg16', {}, 138_357_544],
    ['convolution/googlenet', {}, 6_998_552],
    ['convolution/resnet18', {}, 11_689_512],
    ['convolution/resnet34', {}, 21_797_672],
    ['convolution/resnet50', {}, 25_557_032],
    ['convolution/resnet101', {}, 44_549_160],
    ['convolution/resnet152', {}, 60_192_808],
    // The three projections less: 64·128, 128·256 and 256·512 weights and 2 · (128 + 256 + 512) of norms.
    ['convolution/plain34', {}, 21_797_672 - 172_032 - 1_792],
    ['convolution/plain34', { residual: true }, 21_797_672],
    ['convolution/resnet34', { residual: false }, 21_623_848],
    ['convolution/zfnet', {}, 62_357_608],
    ['convolution/alexnet', {}, 62_378_344],
  ])('%s %o learns %i numbers', (name, values, trainable) => {
    const open = openTemplate(name, values);
    expect(open.trainable).toBe(trainable);
    expect(open.problems).toEqual([]);
    expect(outputsOf(open)).toEqual([[1000]]);
  });

  it('the capsule network has 8.2 M parameters, 6.8 M without its decoder, as the paper says', () => {
    const open = openTemplate('convolution/capsnet');
    expect(open.trainable).toBe(8_215_568);
    const summary = summarise(open.network, 1, 0);
    const decoder = ['decode1', 'decode2', 'decode3'].map((id) => rowOf(summary, id).parameters);
    expect(decoder.reduce((sum, count) => (sum ?? 0) + (count ?? 0), 0)).toBe(1_411_344);
    expect(outputsOf(open)).toEqual([[10], [28, 28, 1]]);
    // At stride 2, 9×9 windows see 19 of 20 rows; the notes say so.
    expect(open.problems).toEqual(['main/primary: conv2d/dropsEdge']);
  });

  it('LeNet-5 of 1998 has the trainable parameters that the paper counts for each layer', () => {
    const open = openTemplate('convolution/lenet5-1998');
    const summary = summarise(open.network, 1, 0);
    const layers = ['conv1', 'pool2', 'conv3', 'pool4', 'conv5', 'dense6', 'distances'];
    expect(layers.map((id) => rowOf(summary, id).parameters)).toEqual([
      156, 12, 1_516, 32, 48_120, 10_164, 0,
    ]);
    expect(open.trainable).toBe(60_000);
    expect(open.problems).toEqual([]);
    expect(outputsOf(open)).toEqual([[10]]);
  });

  it('GoogLeNet has two more outputs with its auxiliary classifiers', () => {
    const open = openTemplate('convolution/googlenet', { auxiliary: true });
    expect(open.parameters).toBe(13_378_280);
    expect(open.network.outputs).toEqual(['classes', 'classesAt4a', 'classesAt4d']);
    expect(outputsOf(open)).toEqual([[1000], [1000], [1000]]);
    expect(open.problems).toEqual([]);
  });

  it('the modules of GoogLeNet are as large as table 1 of the paper says', () => {
    const summary = summarise(openTemplate('convolution/googlenet').network, 1, 0);
    const found = (id: string) => rowOf(summary, `inception${id}`);
    expect(found('3a').parameters).toBe(163_696);
    expect(found('3b').parameters).toBe(388_736);
    expect(found('5b').parameters).toBe(1_444_080);
    // The column "output size" of the table.
    expect(
      ['3a', '3b', '4a', '4b', '4c', '4d', '4e', '5a', '5b'].map((id) => found(id).output),
    ).toEqual([
      [28, 28, 256],
      [28, 28, 480],
      [14, 14, 512],
      [14, 14, 512],
      [14, 14, 512],
      [14, 14, 528],
      [14, 14, 832],
      [7, 7, 832],
      [7, 7, 1024],
    ]);
  });

  it.each([
    [{ configuration: 'A' }, 8],
    [{ configuration: 'A-LRN' }, 8],
    [{ configuration: 'B' }, 10],
    [{ configuration: 'C' }, 13],
    [{ configuration: 'D' }, 13],
    [{ configuration: 'E' }, 16],
  ])('VGG %o has %i convolutions', (values, count) => {
    const { rows } = summarise(openTemplate('convolution/vgg', values).network, 1, 0);
    expect(rows.filter(({ kind }) => kind === 'conv2d')).toHaveLength(count);
    const norms = rows.filter(({ kind }) => kind === 'localResponseNormalization');
    expect(norms).toHaveLength(values.configuration === 'A-LRN' ? 1 : 0);
  });

  it('VGG D is the lecture’s VGG-16, layer by layer, dropout apart', () => {
    const layers = (name: string) =>
      summarise(openTemplate(name).network, 1, 0)
        .rows.filter(({ block, kind }) => !block && kind !== 'dropout')
        .map(({ kind, output, parameters, macs }) => ({ kind, output, parameters, macs }));
    expect(layers('convolution/vgg')).toEqual(layers('convolution/vgg16'));
  });

  it.each([
    ['convolution/resnet18', 16 + 2],
    ['convolution/resnet34', 32 + 2],
    ['convolution/plain34', 32 + 2],
    ['convolution/resnet50', 48 + 2],
    ['convolution/resnet101', 99 + 2],
    ['convolution/resnet152', 150 + 2],
  ])('%s has the %i layers with weights of its name', (name, count) => {
    const { network, fileBytes } = openTemplate(name);
    const { rows } = summarise(network, 1, 0);
    // Projections of shortcuts and norms are not counted by the paper.
    const counted = rows.filter(
      ({ kind, name: id }) => kind === 'dense' || (kind === 'conv2d' && id !== 'projection'),
    );
    expect(counted).toHaveLength(count);
    expect(fileBytes).toBeLessThan(8_000);
  });

  it('ResNet-50 takes 4.1 G multiply-accumulates, as torchvision says of its own', () => {
    const { totals } = summarise(openTemplate('convolution/resnet50').network, 1, 0);
    // torchvision prints 4.089 GFLOPS.
    expect(totals.macs).toBe(4_089_184_256);
  });

  it('the small twin of AlexNet has strides that come out even, as the large one', () => {
    const { network, problems } = openTemplate('convolution/alexnet', { size: 67, width: 1 / 8 });
    const summary = summarise(network, 1, 0);
    const sides = ['conv1', 'pool1', 'pool2', 'pool3'].map((id) => rowOf(summary, id).output?.[0]);
    expect(sides).toEqual([15, 7, 3, 1]);
    expect(problems).toEqual([]);
  });

  it('twins of a width have that part of the channels', () => {
    const { network, problems } = openTemplate('convolution/resnet50', { width: 0.25, size: 64 });
    const summary = summarise(network, 1, 0);
    expect(problems).toEqual([]);
    expect(rowOf(summary, 'conv1').output).toEqual([32, 32, 16]);
    expect(rowOf(summary, 'stage4').output).toEqual([2, 2, 512]);
  });
});
