import { Command as Menu } from 'cmdk';
import { Dialog } from '../controls/Dialog';
import styles from './CommandPalette.module.css';
import { isEnabled, performCommand } from './command';
import { commands } from './commands';
import { formatShortcut } from './shortcut';

/** Searches all commands; those that can't be performed now are greyed out. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return (
    <Dialog title="Command palette" plain width={560} onClose={onClose}>
      <Menu label="Command palette" loop className={styles.menu}>
        <Menu.Input autoFocus className={styles.search} placeholder="What to do…" />
        <Menu.List className={styles.list}>
          <Menu.Empty className={styles.empty}>There is no such command.</Menu.Empty>
          {groups.map((group) => (
            <Menu.Group key={group} heading={group} className={styles.group}>
              {commands
                .filter((command) => command.group === group && !isNudge(command.id))
                .map((command) => (
                  <Menu.Item
                    key={command.id}
                    value={command.id}
                    keywords={[command.label, ...(command.keywords ?? [])]}
                    disabled={!isEnabled(command)}
                    className={styles.item}
                    onSelect={() => {
                      onClose();
                      // The dialog gives the focus back first.
                      requestAnimationFrame(() => performCommand(command));
                    }}
                  >
                    <span>{command.label}</span>
                    {command.shortcuts?.[0] && <kbd>{formatShortcut(command.shortcuts[0])}</kbd>}
                  </Menu.Item>
                ))}
            </Menu.Group>
          ))}
        </Menu.List>
      </Menu>
    </Dialog>
  );
}

/** Twelve ways to nudge would crowd out what one looks for. */
function isNudge(id: string): boolean {
  return id.startsWith('canvas.nudge');
}
