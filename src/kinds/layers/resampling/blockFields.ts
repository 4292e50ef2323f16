import { field } from '../../field';

/** The fields of layers that exchange blocks of pixels and channels. */
export const blockFields = {
  blockSize: field.integer({
    label: 'Block',
    help: 'Height and width of the block of pixels that one pixel stands for.',
    default: 2,
    min: 1,
  }),
  order: field.choice({
    label: 'Channel order',
    help: 'What lies next to each other in the channels: all channels of one place of the block (TensorFlow, ONNX "DCR"), or all places of one channel (PyTorch’s pixel shuffle, ONNX "CRD").',
    default: 'tensorflow',
    options: [
      { value: 'tensorflow', label: 'TensorFlow' },
      { value: 'pytorch', label: 'PyTorch' },
    ],
  }),
} as const;

/** The fields of a block layer in one line. */
export function tellingBlock(fields: {
  readonly blockSize: number;
  readonly order: 'tensorflow' | 'pytorch';
}): string {
  const size = `${fields.blockSize}×${fields.blockSize}`;
  return fields.order === 'pytorch' ? `${size} · PyTorch` : size;
}
