import { Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { IconButton } from '../../controls/IconButton';
import menuStyles from '../../shell/GraphMenu.module.css';
import { saveMetrics } from '../../training/runStore';

const formats = [
  { format: 'csv', label: 'Metrics as a table (CSV)…' },
  { format: 'tensorBoard', label: 'Metrics for TensorBoard…' },
] as const;

/** Saves what a run has measured for other programs. */
export function MetricsMenu({ disabled }: { readonly disabled: boolean }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton size="small" label="Export metrics" icon={<Download />} disabled={disabled} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={menuStyles.menu}
          align="end"
          sideOffset={4}
          collisionPadding={8}
        >
          {formats.map(({ format, label }) => (
            <DropdownMenu.Item
              key={format}
              className={menuStyles.item}
              onSelect={() => void saveMetrics(format)}
            >
              <span className={menuStyles.check} />
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
