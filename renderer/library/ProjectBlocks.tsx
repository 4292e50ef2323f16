import { Plus } from 'lucide-react';
import { families } from '../../src/kinds/family';
import type { AvailableBlock } from '../canvas/availableKinds';
import { addNodeAfterSelection } from '../canvas/canvasActions';
import { kindDragType } from '../canvas/kindDrag';
import { blockCommands } from '../commands/blockCommands';
import { performCommand } from '../commands/command';
import { classNames } from '../controls/classNames';
import { Tooltip } from '../controls/Tooltip';
import styles from './Library.module.css';

/** The project's own graphs, to be used as blocks in the one on show. */
export interface ProjectBlocksProps {
  readonly blocks: readonly AvailableBlock[];
  readonly isSearching: boolean;
}

/** The section of the library with the project's own blocks, and the way to make one. */
export function ProjectBlocks({ blocks, isSearching }: ProjectBlocksProps) {
  if (isSearching && blocks.length === 0) return null;
  return (
    <section aria-label={families.block}>
      <h3 className={styles.family}>{families.block}</h3>
      {blocks.map((block) => (
        <BlockItem key={block.graphId} block={block} />
      ))}
      {!isSearching && (
        <Tooltip text="Adds an empty block to the project and opens it" side="right">
          <button
            type="button"
            className={styles.newBlock}
            onClick={() => performCommand(blockCommands.newBlock)}
          >
            <Plus size={14} aria-hidden /> New block
          </button>
        </Tooltip>
      )}
    </section>
  );
}

function BlockItem({ block }: { readonly block: AvailableBlock }) {
  const { kind, refusal } = block;
  const add = (): void => {
    if (refusal === null) addNodeAfterSelection(kind);
  };
  return (
    <div className={styles.entry}>
      <Tooltip text={refusal ?? kind.summary} side="right">
        <button
          type="button"
          draggable={refusal === null}
          tabIndex={-1}
          // Not `disabled`: the reason must be found by pointer and keyboard.
          aria-disabled={refusal !== null}
          aria-label={refusal === null ? kind.title : `${kind.title}: ${refusal}`}
          className={classNames(styles.item, refusal !== null && styles.refused)}
          style={{ '--family': 'var(--family-block)' }}
          data-kind={kind.id}
          onDragStart={(event) => {
            event.dataTransfer.setData(kindDragType, kind.id);
            event.dataTransfer.effectAllowed = 'copy';
          }}
          onDoubleClick={add}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        >
          {kind.title}
        </button>
      </Tooltip>
    </div>
  );
}
