import { Tabs } from 'radix-ui';
import { SelectField } from '../../controls/SelectField';
import styles from './CodePanel.module.css';

/** The files and which one is chosen. */
export interface FileTabsProps {
  readonly paths: readonly string[];
  /** The file that stands before all others. */
  readonly first: string;
  readonly chosen: string;
  readonly onChoose: (path: string) => void;
}

/** What is opened most comes first; files that are not named here follow. */
const order = ['train.ts', 'data.ts', 'predict.ts', 'main.ts', 'README.md'];

/** A tab for each file that was generated; what is shipped in folders is in a list beside them. */
export function FileTabs({ paths, first, chosen, onChoose }: FileTabsProps) {
  const tabs = [first, ...order].filter((path) => paths.includes(path));
  const others = paths.filter((path) => !tabs.includes(path));
  return (
    <div className={styles.files}>
      <Tabs.Root
        value={tabs.includes(chosen) ? chosen : ''}
        onValueChange={onChoose}
        className={styles.tabs}
      >
        <Tabs.List aria-label="Files of the project" className={styles.tabList}>
          {tabs.map((path) => (
            <Tabs.Trigger key={path} value={path} className={styles.tab}>
              {path}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
      </Tabs.Root>
      {others.length > 0 && (
        <SelectField
          className={styles.others}
          label="Other files"
          placeholder={`${others.length} more files`}
          value={others.includes(chosen) ? chosen : null}
          options={others.map((path) => ({ value: path, label: path }))}
          onChange={onChoose}
        />
      )}
    </div>
  );
}
