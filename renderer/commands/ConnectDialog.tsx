import { Command as Menu } from 'cmdk';
import { drawWire } from '../canvas/canvasActions';
import { connectionTarget, firstOutput } from '../canvas/connectionTarget';
import { Dialog } from '../controls/Dialog';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import styles from './CommandPalette.module.css';

/** Draws a wire from the selected node with the keyboard; refusals say why. */
export function ConnectDialog({ onClose }: { readonly onClose: () => void }) {
  const analysis = useEditor(selectGraphAnalysis);
  const source = useEditor((state) => state.selection[0]);
  if (!analysis || source === undefined) return null;
  const from = firstOutput(analysis, source);
  const choices = Object.keys(analysis.graph.nodes)
    .filter((id) => id !== source)
    .map((id) => ({ id, target: connectionTarget(analysis, from, id, null) }));
  return (
    <Dialog title={`Connect ${source} to`} plain width={560} onClose={onClose}>
      <Menu label={`Connect ${source} to`} loop className={styles.menu}>
        <Menu.Input autoFocus className={styles.search} placeholder={`Connect ${source} to…`} />
        <Menu.List className={styles.list}>
          <Menu.Empty className={styles.empty}>There is no such node.</Menu.Empty>
          {choices.map(({ id, target }) => (
            <Menu.Item
              key={id}
              value={id}
              disabled={target.edge === null}
              className={styles.item}
              onSelect={() => {
                onClose();
                if (target.edge) drawWire(target.edge);
              }}
            >
              <span>{id}</span>
              <span className={styles.reason}>
                {target.refusal ?? analysis.nodes.get(id)?.kind?.title}
              </span>
            </Menu.Item>
          ))}
        </Menu.List>
      </Menu>
    </Dialog>
  );
}
