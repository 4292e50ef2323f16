import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';

/** Runs a generated file: its imports are looked up among `modules`; gives what it exports. */
export function runGenerated(
  code: string,
  modules: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported: Record<string, unknown> = {};
  const known: Readonly<Record<string, unknown>> = { '@tensorflow/tfjs': tf, ...modules };
  const require = (name: string): unknown => {
    if (!(name in known)) throw new Error(`The generated code imports ${name}.`);
    return known[name];
  };
  new Function('require', 'exports', outputText)(require, exported);
  return exported;
}
