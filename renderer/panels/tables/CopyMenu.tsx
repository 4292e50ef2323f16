import type { ReactNode } from 'react';
import { copyText } from '../copyText';
import type { CopiedTable } from './copiedTable';
import { TableMenu } from './TableMenu';
import { toCsv, toLatex, toMarkdown } from './tableText';

/** What is copied. */
export interface CopyMenuProps {
  readonly icon: ReactNode;
  readonly rowCount: number;
  /** Made when it is asked for. */
  readonly table: () => CopiedTable;
}

/** Copies a table as it is shown. */
export function CopyMenu({ icon, rowCount, table }: CopyMenuProps) {
  const item = (what: string, write: (copied: CopiedTable) => string) => ({
    label: `Copy as ${what}`,
    onSelect: () =>
      void copyText(
        write(table()),
        `Copied ${rowCount === 1 ? '1 row' : `${rowCount} rows`} as ${what}.`,
      ),
  });
  const items = () => [item('CSV', toCsv), item('Markdown', toMarkdown), item('LaTeX', toLatex)];
  return <TableMenu label="Copy" icon={icon} items={items} />;
}
