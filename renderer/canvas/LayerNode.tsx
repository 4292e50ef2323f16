import type { NodeProps } from '@xyflow/react';
import { CircleAlert, Maximize2, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { formatShape, type TensorType } from '../../src/base/tensorType';
import { renameNode } from '../../src/document/edits/nodeEdits';
import { classNames } from '../controls/classNames';
import { TextField } from '../controls/TextField';
import { useEditor } from '../store/editorStore';
import { enterBlock } from './blockActions';
import { editAlone } from './canvasActions';
import { useCanvas } from './canvasStore';
import type { FlowNode } from './flowElements';
import styles from './LayerNode.module.css';
import { NodeMarks } from './NodeMarks';
import { NodePorts } from './NodePorts';
import { typeText } from './typeText';

/** What leaves a node; in a network its shape, whatever its numbers are. */
function shortType(type: TensorType): string {
  return type.per === 'batch' || type.content === 'class'
    ? typeText(type)
    : formatShape(type.shape);
}

/** A node on the canvas: name, output shape, kind and telling fields, marks, state, ports. */
export const LayerNode = memo(function LayerNode({ data, selected }: NodeProps<FlowNode>) {
  const { analysis, inputs, outputs, severity } = data;
  const { node, kind, fields, bypassed } = analysis;
  const renaming = useCanvas((state) => state.renaming === node.id);
  const [type] = Object.values(analysis.outputs ?? {});
  const told = kind && fields ? kind.telling(fields) : '';
  // In a block that is used, what arrives there counts; its own shape is a sample.
  const isSample = kind?.id === 'input' && type && told.split(' · ')[0] !== formatShape(type.shape);
  const telling = isSample ? `sample ${told}` : told;
  const title = kind?.title ?? `${node.kind}?`;
  const isBlock = kind?.family === 'block' || kind?.family === 'network';
  const hasOutput = kind?.outputs.length !== 0;
  return (
    <div
      className={classNames(
        styles.node,
        isBlock && styles.block,
        bypassed && styles.bypassed,
        selected && styles.selected,
        severity && styles[severity],
      )}
      style={{ '--family': kind ? `var(--family-${kind.family})` : 'var(--error)' }}
    >
      <NodePorts analysis={analysis} side="inputs" ports={inputs} />
      <div className={styles.line}>
        {renaming ? (
          <NodeName id={node.id} />
        ) : (
          <span className={styles.name} title={node.id}>
            {node.id}
          </span>
        )}
        <NodeMarks found={analysis} />
        {hasOutput && <span className={styles.shape}>{type ? shortType(type) : '?'}</span>}
      </div>
      <div className={styles.line}>
        <span className={styles.about} title={telling ? `${title} ${telling}` : title}>
          <span className={styles.kind}>{title}</span>
          {telling && ` ${telling}`}
        </span>
        <span className={styles.states}>
          {severity === 'error' && <CircleAlert className={styles.state} aria-hidden />}
          {severity === 'warning' && <TriangleAlert className={styles.state} aria-hidden />}
          {isBlock && (
            <button
              type="button"
              // The keyboard has Enter.
              tabIndex={-1}
              className={classNames(styles.enter, 'nodrag')}
              title={`Open ${title} (Enter)`}
              aria-label={`Open ${node.id}`}
              onClick={() => enterBlock(node.id)}
            >
              <Maximize2 />
            </button>
          )}
        </span>
      </div>
      <NodePorts analysis={analysis} side="outputs" ports={outputs} />
    </div>
  );
});

function NodeName({ id }: { readonly id: string }) {
  const { graphId, select } = useEditor.getState();
  return (
    <TextField
      className={classNames(styles.rename, 'nodrag')}
      value={id}
      autoFocus
      aria-label={`New name of ${id}`}
      onFocus={(event) => event.currentTarget.select()}
      onKeyDown={(event) => event.stopPropagation()}
      onCommit={(name) => {
        if (editAlone(renameNode(graphId, id, name))) select([name]);
      }}
      onBlur={() => useCanvas.setState({ renaming: null })}
    />
  );
}
