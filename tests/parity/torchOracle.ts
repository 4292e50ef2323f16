import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { JsonValue } from '../../src/base/jsonValue';
import type { DataType } from '../../src/base/tensorType';

/** A module of `torch.nn`, or a class of oracle.py, with the arguments that it is made with. */
export type TorchModule = readonly [name: string, values: Readonly<Record<string, JsonValue>>];

/** A shape with the batch axis and a type of numbers. */
export interface TorchType {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** Numbers in row-major order. */
export interface TorchTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** What oracle.py can be asked. */
export type TorchQuestion =
  | {
      readonly ask: 'shape';
      readonly modules: readonly TorchModule[];
      readonly inputs: readonly TorchType[];
    }
  | {
      readonly ask: 'values';
      readonly modules: readonly TorchModule[];
      readonly inputs: readonly (TorchType & TorchTensor)[];
      readonly weights: Readonly<Record<string, TorchTensor>>;
      readonly upstream: readonly (readonly number[])[];
      readonly training: boolean;
    }
  | {
      readonly ask: 'network';
      readonly model: string;
      readonly arguments: Readonly<Record<string, JsonValue>>;
      readonly input: readonly number[];
    };

/** Why PyTorch gives no answer. */
export interface TorchRefusal {
  readonly refused: string;
}

/** Shapes with the batch axis, and every weight: name, how many numbers, whether they are learned. */
export interface TorchShapes {
  readonly outputs: readonly (readonly number[])[];
  readonly weights: readonly (readonly [name: string, size: number, trainable: boolean])[];
  readonly device: 'cpu' | 'meta';
}

/** Outputs and gradients; null where PyTorch has no gradient. */
export interface TorchValues {
  readonly outputs: readonly TorchTensor[];
  readonly inputGradients: readonly (TorchTensor | null)[];
  readonly weightGradients: Readonly<Record<string, TorchTensor | null>>;
}

/** A leaf module of a network: its output without the batch axis, channels first. */
export interface TorchLayer {
  readonly name: string;
  readonly module: string;
  readonly output: readonly number[];
  readonly parameters: number;
}

/** The leaf modules of a network in the order in which they run. */
export interface TorchNetwork {
  readonly rows: readonly TorchLayer[];
  readonly parameters: number;
}

interface Answers {
  readonly shape: TorchShapes;
  readonly values: TorchValues;
  readonly network: TorchNetwork;
}

/** Debian's Python before another one on the path, whose packages are others. */
const pythons = process.env.PARITY_PYTHON
  ? [process.env.PARITY_PYTHON]
  : ['/usr/bin/python3', 'python3'];

/** A Python that has torch and torchvision, or null. */
export const torchPython: string | null = findPython();

function findPython(): string | null {
  const looksFor = 'import importlib.util as u, sys; sys.exit(not(u.find_spec("torchvision")))';
  for (const python of pythons) {
    if (python.includes('/') && !existsSync(python)) continue;
    if (spawnSync(python, ['-c', looksFor], { stdio: 'ignore' }).status === 0) return python;
  }
  return null;
}

if (!torchPython) {
  console.warn(
    'Nothing is compared with PyTorch: no Python here has it. On Debian, apt-get install ' +
      'python3-torch python3-torchvision; elsewhere, PARITY_PYTHON names a Python that has them.',
  );
}

/** Puts questions to PyTorch, all to one process, and returns the answers in their order. */
export async function askTorch<Ask extends keyof Answers>(
  questions: readonly (TorchQuestion & { readonly ask: Ask })[],
): Promise<(Answers[Ask] | TorchRefusal)[]> {
  if (!torchPython) throw new Error('There is no PyTorch to ask.');
  const program = fileURLToPath(new URL('oracle.py', import.meta.url));
  const child = spawn(torchPython, ['-B', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  const answers: (Answers[Ask] | TorchRefusal)[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    answers.push(JSON.parse(line) as Answers[Ask] | TorchRefusal);
  }
  if (answers.length !== questions.length) {
    throw new Error(`oracle.py answered ${answers.length} of ${questions.length} questions.`);
  }
  return answers;
}
