import { Dialog } from '../controls/Dialog';
import styles from './CommandPalette.module.css';
import { commands } from './commands';
import { formatShortcut } from './shortcut';

/** What the mouse does on the canvas; the keys come from the commands themselves. */
const gestures: readonly (readonly [what: string, how: string])[] = [
  ['Select', 'Drag on the canvas'],
  ['Select more', 'Ctrl or Shift + click'],
  ['Pan', 'Middle button, or Space + drag'],
  ['Zoom', 'Wheel'],
  ['Add a node', 'Double-click'],
  ['Rename a layer', 'Double-click it'],
  ['Open a block', 'Double-click it'],
  ['Rename a graph', 'Double-click its tab'],
  ['Connect', 'Drag from a port to a node'],
  ['Add and connect', 'Drop a wire on the canvas'],
  ['Insert', 'Drop a layer on a wire'],
  ['Lead a wire elsewhere', 'Drag one of its ends'],
  ['Delete a wire', 'Alt + click, or drop its end beside'],
];

/** All keys and gestures. */
export default function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const withKeys = commands.filter((command) => command.shortcuts);
  const groups = [...new Set(withKeys.map(({ group }) => group))];
  return (
    <Dialog title="Keyboard shortcuts" width={760} onClose={onClose}>
      <div className={styles.columns}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {withKeys
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id} className={styles.row}>
                    <dt>{command.label}</dt>
                    <dd>
                      {command.shortcuts?.map((keys) => (
                        <kbd key={keys}>{formatShortcut(keys)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Mouse</h3>
          <dl>
            {gestures.map(([what, how]) => (
              <div key={what} className={styles.row}>
                <dt>{what}</dt>
                <dd>{how}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
