import type { JsonValue } from '../base/jsonValue';

/** How bad a problem is: an error stops training, a warning does not, a hint is advice. */
export type Severity = 'error' | 'warning' | 'hint';

/** What a fix changes, told from the node that has the problem. */
export type FixChange =
  | { readonly type: 'setFields'; readonly values: Readonly<Record<string, JsonValue>> }
  | {
      readonly type: 'insertBefore';
      readonly port: string;
      readonly kind: string;
      readonly fields?: Readonly<Record<string, JsonValue>>;
    };

/** A way out of a problem, made with one click and undone like any edit. */
export interface Fix {
  readonly title: string;
  readonly change: FixChange;
}

/** Where in a node a problem lies, and the ways out. */
export interface ReportDetails {
  readonly field?: string;
  readonly port?: string;
  readonly fixes?: readonly Fix[];
}

/** The numbers put into a message. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** How a kind says what is wrong: by the name of one of its messages, with the numbers found. */
export interface Report<Message extends string = string> {
  error(message: Message, values: MessageValues, details?: ReportDetails): void;
  warning(message: Message, values: MessageValues, details?: ReportDetails): void;
  hint(message: Message, values: MessageValues, details?: ReportDetails): void;
}

/** Fills `{name}` places of a message. */
export function formatMessage(template: string, values: MessageValues): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : place,
  );
}
