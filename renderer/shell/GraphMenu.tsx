import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import { blockCommands } from '../commands/blockCommands';
import { type Command, isEnabled, performCommand } from '../commands/command';
import { IconButton } from '../controls/IconButton';
import { selectProject, useEditor } from '../store/editorStore';
import styles from './GraphMenu.module.css';
import { RoleIcon } from './RoleIcon';

const actions: readonly Command[] = [
  blockCommands.renameGraph,
  blockCommands.duplicateGraph,
  blockCommands.deleteGraph,
  blockCommands.newBlock,
  blockCommands.newNetwork,
  blockCommands.newTrainingStep,
];

/** All graphs of the project in a list, and what can be done with the one on show. */
export function GraphMenu() {
  const graphs = useEditor((state) => selectProject(state).graphs);
  const graphId = useEditor((state) => state.graphId);
  const chosen = useRef<Command | null>(null);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Graphs of the project" icon={<ChevronDown />} size="small" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.menu}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            const command = chosen.current;
            chosen.current = null;
            // A name that is typed must not lose the focus to the button.
            if (!command) return;
            event.preventDefault();
            performCommand(command);
          }}
        >
          <DropdownMenu.RadioGroup
            className={styles.graphs}
            value={graphId}
            onValueChange={(id) => useEditor.getState().showGraph(id)}
          >
            {Object.entries(graphs).map(([id, graph]) => (
              <DropdownMenu.RadioItem key={id} value={id} className={styles.item}>
                <span className={styles.check}>
                  <DropdownMenu.ItemIndicator>
                    <Check size={14} />
                  </DropdownMenu.ItemIndicator>
                </span>
                <RoleIcon role={graph.role} />
                <span className={styles.name} title={id}>
                  {id}
                </span>
                <span className={styles.count}>{nodeCount(Object.keys(graph.nodes).length)}</span>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className={styles.line} />
          {actions.map((command) => (
            <DropdownMenu.Item
              key={command.id}
              className={styles.item}
              disabled={!isEnabled(command)}
              onSelect={() => {
                chosen.current = command;
              }}
            >
              <span className={styles.check} />
              {command.label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function nodeCount(count: number): string {
  return count === 1 ? '1 node' : `${count} nodes`;
}
