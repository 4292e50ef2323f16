import type { JsonValue } from '../../base/jsonValue';

/** A piece of TypeScript that stands where a value could. */
export class Written {
  /** `text` on one line; `spread` what follows `key:` where the line is too long for it. */
  constructor(
    readonly text: string,
    readonly spread: ((indentation: string) => string) | null = null,
  ) {}

  /** Makes equal code count as equal wherever values are compared as JSON. */
  toJSON(): string {
    return `code ${this.text}`;
  }
}

/** A JSON value in which some parts may be code. */
export type CodeValue =
  | JsonValue
  | Written
  | readonly CodeValue[]
  | { readonly [key: string]: CodeValue };

/** Properties of an object in code. */
export type CodeProperties = Readonly<Record<string, CodeValue>>;
