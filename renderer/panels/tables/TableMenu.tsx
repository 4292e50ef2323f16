import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from '../../controls/Button';
import styles from './TableMenu.module.css';

/** One line of a menu. */
export interface TableMenuItem {
  readonly label: string;
  /** Set for what can be switched on and off; the menu then stays open. */
  readonly checked?: boolean;
  readonly onSelect: () => void;
}

/** A button that opens a list of things to do with the table. */
export interface TableMenuProps {
  readonly label: string;
  readonly icon: ReactNode;
  /** Made while the menu is open. */
  readonly items: () => readonly TableMenuItem[];
}

/** A small menu of the table's tools. */
export function TableMenu({ label, icon, items }: TableMenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button size="small" title={label}>
          {icon} <span className={styles.word}>{label}</span> <ChevronDown size={12} />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.menu}
          align="end"
          sideOffset={4}
          collisionPadding={8}
        >
          <Items items={items} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Items({ items }: Pick<TableMenuProps, 'items'>) {
  return items().map((item) =>
    item.checked === undefined ? (
      <DropdownMenu.Item key={item.label} className={styles.item} onSelect={item.onSelect}>
        {item.label}
      </DropdownMenu.Item>
    ) : (
      <DropdownMenu.CheckboxItem
        key={item.label}
        className={styles.item}
        checked={item.checked}
        onCheckedChange={item.onSelect}
        onSelect={(event) => event.preventDefault()}
      >
        <span className={styles.check}>
          <DropdownMenu.ItemIndicator>
            <Check size={14} />
          </DropdownMenu.ItemIndicator>
        </span>
        {item.label}
      </DropdownMenu.CheckboxItem>
    ),
  );
}
