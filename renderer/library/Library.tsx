import { CircleQuestionMark, Search } from 'lucide-react';
import { Fragment, type KeyboardEvent, memo, useRef, useState } from 'react';
import { families } from '../../src/kinds/family';
import type { LayerKind } from '../../src/kinds/layerKind';
import { kindsFor, roleOf, shelvesFor } from '../canvas/availableKinds';
import { addNodeAfterSelection } from '../canvas/canvasActions';
import { kindDragType } from '../canvas/kindDrag';
import { formatShortcut } from '../commands/shortcut';
import { viewCommands } from '../commands/viewCommands';
import { IconButton } from '../controls/IconButton';
import fieldStyles from '../controls/TextField.module.css';
import { Tooltip } from '../controls/Tooltip';
import { useLayout } from '../shell/layoutStore';
import { selectProject, useEditor } from '../store/editorStore';
import styles from './Library.module.css';
import { ProjectGraphs } from './ProjectGraphs';
import { useFoundGraphs } from './useFoundGraphs';

function finds(kind: LayerKind, words: readonly string[]): boolean {
  const text = `${kind.title} ${kind.id} ${families[kind.family]} ${kind.summary}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The kinds that the graph on show can hold, by family: to drag onto the canvas, or to add with Enter or a double click. */
export function Library() {
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const role = useEditor((state) => roleOf(selectProject(state), state.graphId));
  const found = kindsFor(role).filter((kind) => finds(kind, words));
  const titled = found.filter((kind) => kind.title.toLowerCase().includes(query.toLowerCase()));
  const graphs = useFoundGraphs(words);
  const isFound = graphs.length > 0 || found.length > 0;
  const usable = graphs.find(({ refusal }) => refusal === null);
  const first = titled[0] ?? found[0] ?? usable?.kind;

  const firstItem = shelvesFor(role)
    .flatMap((family) => found.filter((kind) => kind.family === family))
    .at(0);
  const own = <ProjectGraphs graphs={graphs} role={role} isSearching={words.length > 0} />;

  const onListKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[data-kind]') ?? [])];
    const place = items.indexOf(document.activeElement as HTMLElement);
    items[Math.max(0, place + step)]?.focus();
  };
  return (
    <nav className={styles.library} aria-label="Library" onKeyDown={onListKey}>
      <div className={styles.search}>
        <Search size={14} aria-hidden />
        <input
          type="search"
          className={fieldStyles.field}
          placeholder="Search layers"
          aria-label="Search layers"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setQuery('');
            if (event.key === 'Enter' && first) addNodeAfterSelection(first);
          }}
        />
      </div>
      <div ref={list} className={styles.list}>
        {role === 'network' && own}
        {shelvesFor(role).map((family) => {
          if (family === 'network') return <Fragment key={family}>{own}</Fragment>;
          const kinds = found.filter((kind) => kind.family === family);
          if (kinds.length === 0) return null;
          return (
            <section key={family} aria-label={families[family]}>
              <h3 className={styles.family}>{families[family]}</h3>
              {kinds.map((kind) => (
                <KindItem key={kind.id} kind={kind} isFirst={kind === firstItem} />
              ))}
            </section>
          );
        })}
        {!isFound && <p className={styles.none}>No layer matches “{query}”.</p>}
      </div>
    </nav>
  );
}

/** One kind of the list; edits of the drawing leave it alone. */
const KindItem = memo(function KindItem({
  kind,
  isFirst,
}: {
  readonly kind: LayerKind;
  readonly isFirst: boolean;
}) {
  return (
    <div className={styles.entry}>
      <Tooltip text={kind.summary} side="right">
        <button
          type="button"
          draggable
          // One stop for Tab; the arrows move on.
          tabIndex={isFirst ? 0 : -1}
          className={styles.item}
          style={{ '--family': `var(--family-${kind.family})` }}
          data-kind={kind.id}
          onDragStart={(event) => {
            event.dataTransfer.setData(kindDragType, kind.id);
            event.dataTransfer.effectAllowed = 'copy';
          }}
          onDoubleClick={() => addNodeAfterSelection(kind)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            addNodeAfterSelection(kind);
          }}
        >
          {kind.title}
        </button>
      </Tooltip>
      <IconButton
        // The keyboard has the shortcut.
        tabIndex={-1}
        size="small"
        side="right"
        className={styles.about}
        label={`Documentation of ${kind.title}`}
        shortcut={formatShortcut(viewCommands.showDocumentation.shortcuts[0])}
        icon={<CircleQuestionMark />}
        onClick={() => useLayout.getState().showDocumentation(kind.id)}
      />
    </div>
  );
});
