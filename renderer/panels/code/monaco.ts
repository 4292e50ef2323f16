import * as monaco from 'monaco-editor/editor/editor.api.js';
import 'monaco-editor/features/register.all.js';
import 'monaco-editor/languages/definitions/markdown/register.js';
import 'monaco-editor/languages/definitions/typescript/register.js';
import 'monaco-editor/languages/features/json/register.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/languages/features/json/json.worker.js?worker';
import {
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register.js';
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker.js?worker';
import { themeColor } from '../../theme/theme';
import { tensorflowTypes } from './tensorflowTypes';

export * as monaco from 'monaco-editor/editor/editor.api.js';

self.MonacoEnvironment = {
  getWorker(_id, label) {
    if (label === 'typescript') return new TypeScriptWorker();
    return label === 'json' ? new JsonWorker() : new EditorWorker();
  },
};

typescriptDefaults.setCompilerOptions({
  target: ScriptTarget.ES2020,
  lib: ['es2020', 'dom'],
  module: ModuleKind.ESNext,
  moduleResolution: ModuleResolutionKind.NodeJs,
  strict: true,
  noEmit: true,
});
// The code is tested where it is generated; here nothing is installed that it imports besides tf.js.
typescriptDefaults.setDiagnosticsOptions({
  noSemanticValidation: true,
  noSyntaxValidation: true,
  noSuggestionDiagnostics: true,
});
typescriptDefaults.setEagerModelSync(true);
typescriptDefaults.setExtraLibs([...tensorflowTypes()]);

/** Gives the editors the colours of the window; to be called again when those change. */
export function paintEditors(theme: 'light' | 'dark'): void {
  monaco.editor.defineTheme('netloom', {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [],
    colors: {
      'editor.background': hexColor('--surface-panel'),
      'editor.foreground': hexColor('--text'),
      'editorLineNumber.foreground': hexColor('--text-faint'),
      'editorLineNumber.activeForeground': hexColor('--text-muted'),
      'editorWidget.background': hexColor('--surface-raised'),
      'editorWidget.border': hexColor('--line-strong'),
      'editorHoverWidget.background': hexColor('--surface-raised'),
      'editorHoverWidget.border': hexColor('--line-strong'),
      focusBorder: hexColor('--accent'),
    },
  });
  monaco.editor.setTheme('netloom');
}

function hexColor(variable: `--${string}`): string {
  const channels = themeColor(variable).match(/[\d.]+/g) ?? [];
  return `#${channels
    .slice(0, 3)
    .map((channel) => Math.round(Number(channel)).toString(16).padStart(2, '0'))
    .join('')}`;
}

const languages: Readonly<Record<string, string>> = {
  ts: 'typescript',
  json: 'json',
  md: 'markdown',
};

/** The model of a file of the generated project, made where there is none, holding a text. */
export function fileModel(path: string, text: string): monaco.editor.ITextModel {
  const uri = monaco.Uri.parse(`file:///project/${path}`);
  const model = monaco.editor.getModel(uri);
  if (model) {
    replaceText(model, text);
    return model;
  }
  const language = languages[path.slice(path.lastIndexOf('.') + 1)] ?? 'plaintext';
  return monaco.editor.createModel(text, language, uri);
}

/** Changes only what differs, so that cursor, folds and scroll position stay where they were. */
function replaceText(model: monaco.editor.ITextModel, text: string): void {
  const before = model.getValue();
  if (before === text) return;
  let start = 0;
  while (start < before.length && before[start] === text[start]) start++;
  let end = 0;
  const most = Math.min(before.length, text.length) - start;
  while (end < most && before[before.length - 1 - end] === text[text.length - 1 - end]) end++;
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(before.length - end);
  model.applyEdits([
    { range: monaco.Range.fromPositions(from, to), text: text.slice(start, text.length - end) },
  ]);
}

/** Drops the models of files that the project no longer has. */
export function keepFiles(paths: ReadonlySet<string>): void {
  for (const model of monaco.editor.getModels()) {
    const [, path] = /^\/project\/(.*)$/.exec(model.uri.path) ?? [];
    if (path !== undefined && !paths.has(path)) model.dispose();
  }
}
