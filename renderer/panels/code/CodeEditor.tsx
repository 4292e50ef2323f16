import { useEffect, useRef, useState } from 'react';
import type { LineRange } from '../../../src/codegen/tfjs-ts/generateModel';
import { useTheme } from '../../theme/theme';
import styles from './CodePanel.module.css';

type Monaco = typeof import('./monaco');
type Editor = ReturnType<Monaco['monaco']['editor']['create']>;

/** The files of a project and what of them is on show. */
export interface CodeEditorProps {
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The file shown. */
  readonly path: string;
  /** Lines to mark. */
  readonly marked: readonly LineRange[];
  /** What the marks stand for; another brings them into view, a mere edit does not. */
  readonly markedFor: string;
}

/** Monaco, read-only, loaded when first shown. */
export default function CodeEditor({ files, path, marked, markedFor }: CodeEditorProps) {
  const element = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<{ readonly library: Monaco; readonly editor: Editor } | null>(
    null,
  );
  const [failed, setFailed] = useState(false);
  const theme = useTheme((state) => state.resolved);

  useEffect(() => {
    let editor: Editor | null = null;
    let gone = false;
    import('./monaco').then(
      (library) => {
        if (gone || !element.current) return;
        editor = createEditor(library, element.current);
        setShown({ library, editor });
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      editor?.dispose();
    };
  }, []);

  useEffect(() => shown?.library.paintEditors(theme), [shown, theme]);

  useEffect(() => {
    if (!shown) return;
    const { library, editor } = shown;
    library.keepFiles(new Set(Object.keys(files)));
    // Files that another imports must be there for its hover, whichever is shown.
    for (const [name, text] of Object.entries(files)) {
      const model = library.fileModel(name, text);
      if (name === path && editor.getModel() !== model) editor.setModel(model);
    }
  }, [shown, files, path]);

  useEffect(() => {
    if (!shown) return;
    const { library, editor } = shown;
    const lines = editor.createDecorationsCollection(
      marked.map(({ first, last }) => ({
        range: new library.monaco.Range(first, 1, last, 1),
        options: {
          isWholeLine: true,
          className: styles.marked ?? null,
          linesDecorationsClassName: styles.mark ?? null,
        },
      })),
    );
    return () => lines.clear();
  }, [shown, marked]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the marks move with every edit; the view must not.
  useEffect(() => {
    const [range] = marked;
    if (range) shown?.editor.revealLinesInCenterIfOutsideViewport(range.first, range.last);
  }, [shown, markedFor]);

  return (
    <>
      <div ref={element} className={styles.editor} />
      {!shown && (
        <p className={styles.waiting} role="status">
          {failed ? 'The editor could not be loaded. Reload the window.' : 'Loading the editor…'}
        </p>
      )}
    </>
  );
}

function createEditor(library: Monaco, element: HTMLElement): Editor {
  return library.monaco.editor.create(element, {
    model: null,
    readOnly: true,
    // Shapes are written with ×, which is meant.
    unicodeHighlight: { ambiguousCharacters: false },
    readOnlyMessage: { value: 'The code follows the drawing: change the network to change it.' },
    automaticLayout: true,
    fixedOverflowWidgets: true,
    minimap: { enabled: false },
    stickyScroll: { enabled: false },
    scrollBeyondLastLine: false,
    renderLineHighlight: 'none',
    overviewRulerLanes: 0,
    scrollbar: { horizontalScrollbarSize: 8, verticalScrollbarSize: 8 },
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 12,
    glyphMargin: false,
    folding: false,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
    fontSize: 12,
    lineHeight: 18,
    padding: { top: 8, bottom: 8 },
    theme: 'netloom',
    ariaLabel: 'Generated code',
  });
}
