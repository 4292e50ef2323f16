import { createElement, lazy, type ReactNode, Suspense } from 'react';
import ReactMarkdown, { type Components, type ExtraProps } from 'react-markdown';
import { platform } from '../platform/currentPlatform';
import { useEditor } from '../store/editorStore';
import styles from './Markdown.module.css';
import { markdownPlugins } from './markdownPlugins';
import { outsideAddress } from './outsideAddress';

const Formula = lazy(() => import('./Formula'));

/** A text and where it stands. */
export interface MarkdownProps {
  readonly text: string;
  /** The rank of its first headings among those of the window: 3 makes `#` an h3. */
  readonly topHeading: 3 | 4;
}

/**
 * Markdown with tables and formulas (`markdownPlugins`). Its text may be anybody's: HTML stays text, images
 * are not loaded, and links lead to https alone, outside the app.
 */
export default function Markdown({ text, topHeading }: MarkdownProps) {
  return (
    <div className={`${styles.markdown} readable`}>
      <ReactMarkdown
        remarkPlugins={markdownPlugins}
        components={componentsUnder[topHeading]}
        urlTransform={(address) => outsideAddress(address) ?? ''}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}

type HastNode = NonNullable<ExtraProps['node']>['children'][number] | undefined;

/** The formula that an element holds; null when it holds something else. */
function formulaIn(node: HastNode): string | null {
  if (node?.type !== 'element' || node.tagName !== 'code') return null;
  const classes = node.properties.className;
  if (!Array.isArray(classes) || !classes.includes('language-math')) return null;
  const [text] = node.children;
  return text?.type === 'text' ? text.value : null;
}

/** The formulas of a paragraph in which nothing else stands; null for any other. */
function formulasAlone(paragraph: HastNode): readonly string[] | null {
  if (paragraph?.type !== 'element') return null;
  const said = paragraph.children.filter((one) => one.type !== 'text' || one.value.trim() !== '');
  const formulas = said.map(formulaIn).filter((one) => one !== null);
  return said.length > 0 && formulas.length === said.length ? formulas : null;
}

function TypesetFormula(props: { readonly lines: readonly string[]; readonly inline?: boolean }) {
  const { lines, inline = false } = props;
  return (
    <Suspense fallback={<code>{lines.join('\n')}</code>}>
      <Formula lines={lines} inline={inline} />
    </Suspense>
  );
}

function Link(props: { readonly href?: string | undefined; readonly children?: ReactNode }) {
  const { href, children } = props;
  if (!href) return <span>{children}</span>;
  const open = async (): Promise<void> => {
    const opened = await platform.openPage(href);
    if (!opened.ok) useEditor.getState().notify('error', opened.error);
  };
  return (
    <a
      href={href}
      title={href}
      rel="noreferrer"
      onClick={(event) => {
        event.preventDefault();
        void open();
      }}
    >
      {children}
    </a>
  );
}

const common: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ alt }) => <span className={styles.image}>{alt ? `Image: ${alt}` : 'Image'}</span>,
  code: ({ node, className, children }) => {
    const formula = formulaIn(node);
    if (formula !== null) return <TypesetFormula lines={[formula]} inline />;
    return <code className={className}>{children}</code>;
  },
  pre: ({ node, children }) => {
    const formula = formulaIn(node?.children[0]);
    return formula === null ? <pre>{children}</pre> : <TypesetFormula lines={[formula]} />;
  },
  // Formulas that are a paragraph have lines to themselves.
  p: ({ node, children }) => {
    const formulas = formulasAlone(node);
    return formulas === null ? <p>{children}</p> : <TypesetFormula lines={formulas} />;
  },
  table: ({ children }) => (
    <div className={styles.wide}>
      <table>{children}</table>
    </div>
  ),
};

/** Headings from a rank of the window on. */
function withHeadings(top: number): Components {
  const heading =
    (rank: number) =>
    ({ children }: { readonly children?: ReactNode }) =>
      createElement(
        `h${Math.min(6, top + rank)}`,
        { className: styles[`heading${Math.min(3, rank + 1)}`] },
        children,
      );
  return {
    ...common,
    h1: heading(0),
    h2: heading(1),
    h3: heading(2),
    h4: heading(3),
    h5: heading(4),
    h6: heading(5),
  };
}

const componentsUnder = { 3: withHeadings(3), 4: withHeadings(4) } as const;
