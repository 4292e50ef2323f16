import { Search } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { blockKind } from '../../src/analysis/blockKind';
import { blockKindId, graphUsedBy, type Project } from '../../src/document/project';
import { kindDocumentation } from '../../src/kinds/documentation';
import { type Family, families } from '../../src/kinds/family';
import type { LayerKind } from '../../src/kinds/layerKind';
import { findKind, layerKinds } from '../../src/kinds/registry';
import { stepKinds } from '../../src/kinds/training/registry';
import { Dialog } from '../controls/Dialog';
import fieldStyles from '../controls/TextField.module.css';
import { useLayout } from '../shell/layoutStore';
import { selectProject, useEditor } from '../store/editorStore';
import Markdown from '../text/Markdown';
import { blockDocumentation } from './blockDocumentation';
import styles from './DocumentationDialog.module.css';

/** The kinds in which every word is found: in title, family and summary, or else in names of fields. */
function kindsFound(kinds: readonly LayerKind[], query: string): readonly LayerKind[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const about = ({ title, id, family, summary }: LayerKind): string =>
    `${title} ${id} ${families[family]} ${summary}`;
  const found = kinds.filter((kind) => holds(about(kind)));
  if (found.length > 0) return found;
  return kinds.filter((kind) => holds(`${about(kind)} ${Object.keys(kind.fields).join(' ')}`));
}

/** The networks and blocks of a project as kinds. */
function blocksOf(project: Project): readonly LayerKind[] {
  return Object.entries(project.graphs).flatMap(([id, graph]) =>
    graph.role === 'network' ? [blockKind(id, graph)] : [],
  );
}

const allKinds: readonly LayerKind[] = [...layerKinds, ...stepKinds];

/** The documentation of every kind of layer, every part of training steps and the project's blocks, open at the one asked for. */
export default function DocumentationDialog({ onClose }: { readonly onClose: () => void }) {
  const asked = useLayout((state) => state.documentedKind) ?? '';
  const used = graphUsedBy(asked)?.graph;
  // However a graph is used, it has one page.
  const kindId = used === undefined ? asked : blockKindId(used);
  const project = useEditor(selectProject);
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const blocks = useMemo(() => blocksOf(project), [project]);
  const kind = findKind(kindId) ?? blocks.find(({ id }) => id === kindId) ?? null;
  const found = kindsFound([...blocks, ...allKinds], query);
  const show = (id: string): void => useLayout.getState().showDocumentation(id);
  useEffect(() => {
    // After the dialog has taken the keyboard.
    const frame = requestAnimationFrame(() => {
      const shown = list.current?.querySelector<HTMLElement>('[data-state="active"]');
      shown?.scrollIntoView({ block: 'center' });
      shown?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const onSearchKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && query !== '') {
      event.stopPropagation();
      setQuery('');
    }
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const first = list.current?.querySelector<HTMLElement>('[role="tab"]');
    if (event.key === 'ArrowDown') first?.focus();
    else if (first?.dataset.kindId) show(first.dataset.kindId);
  };
  return (
    <Dialog title="Documentation" width={1080} className={styles.dialog ?? ''} onClose={onClose}>
      <Tabs.Root
        orientation="vertical"
        className={styles.pages}
        value={kindId}
        onValueChange={show}
      >
        <div className={styles.side}>
          <div className={styles.search}>
            <Search size={14} aria-hidden />
            <input
              type="search"
              className={fieldStyles.field}
              placeholder={`Search ${allKinds.length} kinds`}
              aria-label="Search the documentation"
              value={query}
              onChange={(event) => {
                setQuery(event.target.value);
                list.current?.scrollTo({ top: 0 });
              }}
              onKeyDown={onSearchKey}
            />
          </div>
          <Tabs.List ref={list} className={styles.list} aria-label="Kinds">
            {(Object.keys(families) as Family[]).map((family) => {
              const kinds = found.filter((one) => one.family === family);
              return (
                kinds.length > 0 && (
                  <div key={family} role="presentation">
                    <div className={styles.family} role="presentation">
                      {families[family]}
                    </div>
                    {kinds.map(({ id, title }) => (
                      <Tabs.Trigger
                        key={id}
                        value={id}
                        title={title}
                        data-kind-id={id}
                        className={styles.kind}
                        style={{ '--family': `var(--family-${family})` }}
                      >
                        {title}
                      </Tabs.Trigger>
                    ))}
                  </div>
                )
              );
            })}
            {found.length === 0 && <p className={styles.none}>Nothing matches “{query}”.</p>}
          </Tabs.List>
        </div>
        <Tabs.Content key={kindId} value={kindId} className={styles.page}>
          {kind ? <Page kind={kind} project={project} /> : <p>Choose a kind.</p>}
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  );
}

interface PageProps {
  readonly kind: LayerKind;
  readonly project: Project;
}

function Page({ kind, project }: PageProps) {
  const text = useMemo(() => {
    const graph = project.graphs[graphUsedBy(kind.id)?.graph ?? ''];
    return graph ? blockDocumentation(kind, graph) : kindDocumentation(kind);
  }, [kind, project]);
  return <Markdown text={text} topHeading={3} />;
}
