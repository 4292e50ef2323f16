import { Command } from 'cmdk';
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { families } from '../../src/kinds/family';
import type { LayerKind } from '../../src/kinds/layerKind';
import { selectGraphAnalysis, selectProject, useEditor } from '../store/editorStore';
import styles from './AddNodeMenu.module.css';
import { availableKinds, listedTitle, roleOf, shelvesFor } from './availableKinds';
import { addNodeAt } from './canvasActions';
import { type AddNodeRequest, useCanvas } from './canvasStore';
import { fittingInput } from './connectionTarget';
import { nodeHeight, nodeWidth } from './nodeSize';

const menuWidth = 280;
const menuHeight = 320;

/** The search for a node to add, at the place where it was asked for. */
export function AddNodeMenu() {
  const request = useCanvas((state) => state.addNode);
  return request && createPortal(<Menu request={request} />, document.body);
}

function Menu({ request }: { readonly request: AddNodeRequest }) {
  const menu = useRef<HTMLDivElement>(null);
  const close = (): void => {
    useCanvas.setState({ addNode: null });
    document.querySelector<HTMLElement>('section[aria-label="Canvas"]')?.focus();
  };
  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (!menu.current?.contains(event.target as Node)) useCanvas.setState({ addNode: null });
    };
    window.addEventListener('pointerdown', outside, true);
    return () => window.removeEventListener('pointerdown', outside, true);
  }, []);
  const { screen, wire } = request;
  const kinds = fittingKinds(request);
  const role = useEditor((state) => roleOf(selectProject(state), state.graphId));
  const add = (kind: LayerKind): void => {
    const { flow } = useCanvas.getState();
    close();
    const place = flow?.screenToFlowPosition(screen) ?? screen;
    const top = wire?.is === 'from' ? place.y : place.y - nodeHeight;
    addNodeAt(kind, { x: place.x - nodeWidth / 2, y: wire ? top : place.y - nodeHeight / 2 }, wire);
  };
  return (
    <div
      ref={menu}
      role="dialog"
      aria-label="Add a node"
      className={styles.menu}
      style={{
        left: Math.max(8, Math.min(screen.x, window.innerWidth - menuWidth - 8)),
        top: Math.max(8, Math.min(screen.y, window.innerHeight - menuHeight - 8)),
        width: menuWidth,
        maxHeight: menuHeight,
      }}
    >
      <Command
        label="Add a node"
        loop
        filter={searchScore}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') close();
        }}
      >
        <Command.Input
          autoFocus
          className={styles.search}
          placeholder={wire ? 'Connect to a new…' : 'Add a node…'}
        />
        <Command.List className={styles.list}>
          <Command.Empty className={styles.empty}>Nothing of that name fits.</Command.Empty>
          {shelvesFor(role).map((family) => {
            const members = kinds.filter((kind) => kind.family === family);
            if (members.length === 0) return null;
            return (
              <Command.Group key={family} heading={families[family]} className={styles.group}>
                {members.map((kind) => (
                  <Command.Item
                    key={kind.id}
                    value={kind.id}
                    keywords={[listedTitle(kind), families[family]]}
                    className={styles.item}
                    style={{ '--family': `var(--family-${family})` }}
                    onSelect={() => add(kind)}
                  >
                    {listedTitle(kind)}
                  </Command.Item>
                ))}
              </Command.Group>
            );
          })}
        </Command.List>
      </Command>
    </div>
  );
}

/**
 * How well a kind fits what is typed, 0 … 1: every word must be in its title, name or family, and a
 * title that begins with it comes first.
 */
function searchScore(id: string, search: string, [title = id, ...others]: string[] = []): number {
  const wanted = search.trim().toLowerCase();
  const name = title.toLowerCase();
  const text = [name, id, ...others].join(' ').toLowerCase();
  if (!wanted.split(/\s+/).every((word) => text.includes(word))) return 0;
  if (name === wanted) return 1;
  if (name.startsWith(wanted)) return 0.9;
  return name.includes(wanted) ? 0.7 : 0.5;
}

/** The kinds that can stand at the other end of the wire; all of them without one. */
function fittingKinds({ wire }: AddNodeRequest): readonly LayerKind[] {
  const editor = useEditor.getState();
  const kinds = availableKinds(editor.analysis, editor.graphId);
  if (!wire) return kinds;
  if (wire.is === 'to') return kinds.filter((kind) => kind.outputs.length > 0);
  const found = selectGraphAnalysis(editor)?.nodes.get(wire.end.node);
  const type = found?.outputs?.[wire.end.port] ?? null;
  return kinds.filter((kind) => fittingInput(kind, type) !== null);
}
