import { Plus } from 'lucide-react';
import type { GraphRole } from '../../src/document/project';
import { families } from '../../src/kinds/family';
import type { AvailableGraph } from '../canvas/availableKinds';
import { addNodeAfterSelection } from '../canvas/canvasActions';
import { kindDragType } from '../canvas/kindDrag';
import { blockCommands } from '../commands/blockCommands';
import { performCommand } from '../commands/command';
import { classNames } from '../controls/classNames';
import { Tooltip } from '../controls/Tooltip';
import styles from './Library.module.css';

/** The project's own graphs, to be used in the one on show. */
export interface ProjectGraphsProps {
  readonly graphs: readonly AvailableGraph[];
  /** What the graph on show is: networks are built of blocks, and called in training steps. */
  readonly role: GraphRole;
  readonly isSearching: boolean;
}

/** The section of the library with the project's own graphs, and the way to make one. */
export function ProjectGraphs({ graphs, role, isSearching }: ProjectGraphsProps) {
  if (isSearching && graphs.length === 0) return null;
  const family = role === 'network' ? 'block' : 'network';
  const isBlocks = family === 'block';
  const command = isBlocks ? blockCommands.newBlock : blockCommands.newNetwork;
  return (
    <section aria-label={families[family]}>
      <h3 className={styles.family}>{families[family]}</h3>
      {graphs.map((graph) => (
        <GraphItem key={graph.kind.id} graph={graph} />
      ))}
      {!isSearching && (
        <Tooltip
          text={`Adds an empty ${isBlocks ? 'block' : 'network'} to the project and opens it`}
          side="right"
        >
          <button type="button" className={styles.newBlock} onClick={() => performCommand(command)}>
            <Plus size={14} aria-hidden /> {command.label}
          </button>
        </Tooltip>
      )}
    </section>
  );
}

function GraphItem({ graph }: { readonly graph: AvailableGraph }) {
  const { kind, title, refusal } = graph;
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
          aria-label={refusal === null ? title : `${title}: ${refusal}`}
          className={classNames(styles.item, refusal !== null && styles.refused)}
          style={{ '--family': `var(--family-${kind.family})` }}
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
          {title}
        </button>
      </Tooltip>
    </div>
  );
}
