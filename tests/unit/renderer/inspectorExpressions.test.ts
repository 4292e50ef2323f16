import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  expressionOf,
  placesOf,
  presentText,
  readExpression,
  suggestionsFor,
  writeExpression,
} from '../../../renderer/inspector/expressionText';
import type { JsonValue } from '../../../src/base/jsonValue';
import { field } from '../../../src/kinds/field';

const strides = field.pair({ label: 'Strides', default: [1, 1] });
const filters = field.integer({ label: 'Filters', default: 32, min: 1 });
const shape = field.shape({ label: 'Shape', default: [1], allowUnknown: true });
const padding = field.padding({ label: 'Padding', default: 'valid' });

describe('what is typed into a field', () => {
  test.each([
    ['=4*filters', filters, '=4*filters'],
    ['256', filters, 256],
    ['=stride, =stride', strides, ['=stride', '=stride']],
    ['=stride, 1', strides, ['=stride', 1]],
    ['=min(a, b), =[1, 2][0]', strides, ['=min(a, b)', '=[1, 2][0]']],
    ['=[stride, stride]', strides, '=[stride, stride]'],
    ['?, =width, 3', shape, [null, '=width', 3]],
    ['=mode == "a, b" ? 1 : 2', padding, '=mode == "a, b" ? 1 : 2'],
    ['same', padding, 'same'],
    ['=!project', field.boolean({ label: 'Bias', default: true }), '=!project'],
    ['true', field.boolean({ label: 'Bias', default: false }), true],
    ['=name, 1', field.text({ label: 'Name', default: '' }), '=name, 1'],
  ])('%s is read as it was meant', (text, { control }, value) => {
    expect(readExpression(text, control)).toEqual(value);
  });

  test('what was saved is shown as a text that reads back', () => {
    const entry = fc.oneof(
      fc.integer(),
      fc.constant(null),
      fc.constantFrom('=a', '=min(a, 2)', '=item([1, 2], 0)', '=t == "x, y" ? 1 : 2'),
    );
    fc.assert(
      fc.property(fc.array(entry, { minLength: 2, maxLength: 6 }), (list) => {
        expect(readExpression(writeExpression(list), shape.control)).toEqual(list);
      }),
    );
  });
});

describe('the present value', () => {
  const names = { filters: 64, stride: 2, project: true };
  const text = (raw: JsonValue, of: Parameters<typeof presentText>[1], repeat: number | null) => {
    const found = presentText(raw, of, placesOf(names, repeat));
    return found.ok ? found.value : found.error;
  };

  test.each([
    ['=4*filters', filters, null, '256'],
    [['=stride', '=stride'], strides, null, '2, 2'],
    ['=stride', strides, null, '2, 2'],
    ['=index == 1 ? stride : 1', filters, 3, '2 · 1 · 1'],
    ['=2**index', filters, 10, '2 · 4 · 8 · 16 · … · 1024'],
    ['=filters', filters, 10, '64'],
  ])('of %j is what the node runs with', (raw, of, repeat, shown) => {
    expect(text(raw as JsonValue, of, repeat)).toBe(shown);
  });

  test('there is none where a name is missing or the value does not fit', () => {
    expect(text('=4*width', filters, null)).toMatch(/no name "width".*filters, stride, project/);
    expect(text('=index', filters, null)).toMatch(/no name "index"/);
    expect(text('=filters - 64', filters, null)).toMatch(/Filters is 0; it must be/);
  });

  test('a plain value begins as the expression of itself', () => {
    const plain = fc.oneof(fc.integer({ min: 1 }), fc.tuple(fc.nat(), fc.nat()), fc.boolean());
    fc.assert(
      fc.property(plain, (value) => {
        const any = { parse: (raw: unknown) => ({ ok: true as const, value: raw }) };
        const found = presentText(expressionOf(value), any, [{}]);
        expect(found).toEqual({ ok: true, value: writeExpression(value) });
      }),
    );
    expect(expressionOf([null, 3])).toBe('=');
  });
});

describe('suggestions', () => {
  const names = { filters: 64, fine: true, index: 1 };
  const offered = (before: string) => suggestionsFor(before, names).map(({ inserted }) => inserted);

  test('go on from the word at the cursor', () => {
    expect(offered('=4*fi')).toEqual(['filters', 'fine']);
    expect(offered('=4*fl')).toEqual(['floor(']);
    expect(offered('=')).toEqual(['filters', 'fine', 'index']);
    expect(offered('=4*')).toEqual(['filters', 'fine', 'index']);
  });

  test('stay away where no name can come', () => {
    expect(offered('=filters ')).toEqual([]);
    expect(offered('=mode == "fi')).toEqual([]);
    expect(offered('=4')).toEqual([]);
  });
});
