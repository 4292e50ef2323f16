import { float32, type TensorType } from '../base/tensorType';
import { parseFields } from './field';
import type { Example, InputsByPort, LayerKind } from './layerKind';
import { isVariadic, variadicPortName } from './port';
import { formatMessage, type Report } from './report';

/** An example worked out with its kind. */
export interface WorkedExample {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly inputs: InputsByPort;
  /** Null when the kind finds something wrong with it. */
  readonly outputs: InputsByPort | null;
  /** What the kind says about it, errors, warnings and hints. */
  readonly remarks: readonly string[];
}

/** The types of an example's inputs by port, in the order in which the kind names its ports. */
export function exampleInputs(kind: LayerKind, example: Example): InputsByPort {
  const named = isVariadic(kind.inputs) ? null : Object.keys(kind.inputs);
  const inputs: Record<string, TensorType> = {};
  for (const [index, input] of example.inputs.entries()) {
    const port = named ? named[index] : variadicPortName(index);
    if (port === undefined) continue;
    inputs[port] = 'dtype' in input ? input : float32(input);
  }
  return inputs;
}

/** Works out an example; throws where its fields are wrong, since examples are part of the program. */
export function workExample(kind: LayerKind, example: Example): WorkedExample {
  const { values: fields, problems } = parseFields(kind.fields, example.fields);
  if (!fields || problems.length > 0) {
    throw new Error(`${kind.id}: ${problems.map((problem) => problem.message).join(' ')}`);
  }
  const remarks: string[] = [];
  const say: Report['error'] = (message, values) => {
    remarks.push(formatMessage(kind.messages[message] ?? message, values));
  };
  const inputs = exampleInputs(kind, example);
  const outputs = kind.infer(fields, inputs, { error: say, warning: say, hint: say });
  return { fields, inputs, outputs, remarks };
}
