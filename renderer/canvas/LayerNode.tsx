import { Handle, type NodeProps, Position } from '@xyflow/react';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { formatShape } from '../../src/base/tensorType';
import { renameNode } from '../../src/document/edits/nodeEdits';
import { onlyOutput } from '../../src/kinds/layerKind';
import { classNames } from '../controls/classNames';
import { TextField } from '../controls/TextField';
import { useEditor } from '../store/editorStore';
import { editAlone } from './canvasActions';
import { useCanvas } from './canvasStore';
import type { FlowNode } from './flowElements';
import styles from './LayerNode.module.css';

/** A node on the canvas: name, output shape, kind and telling fields, state, ports. */
export const LayerNode = memo(function LayerNode({ data, selected }: NodeProps<FlowNode>) {
  const { analysis, inputs, severity } = data;
  const { node, kind, fields, outputs } = analysis;
  const renaming = useCanvas((state) => state.renaming === node.id);
  const [type] = Object.values(outputs ?? {});
  const telling = kind && fields ? kind.telling(fields) : '';
  const title = kind?.title ?? `${node.kind}?`;
  const outputPorts = kind?.outputs ?? [onlyOutput];
  return (
    <div
      className={classNames(styles.node, selected && styles.selected, severity && styles[severity])}
      style={{ '--family': kind ? `var(--family-${kind.family})` : 'var(--error)' }}
    >
      {inputs.map((port, index) => (
        <Handle
          key={port}
          id={port}
          type="target"
          position={Position.Top}
          className={styles.port}
          style={{ left: `${((index + 1) / (inputs.length + 1)) * 100}%` }}
          aria-label={`Input ${port} of ${node.id}`}
        >
          {inputs.length > 1 && <span className={styles.inputName}>{port}</span>}
        </Handle>
      ))}
      <div className={styles.line}>
        {renaming ? (
          <NodeName id={node.id} />
        ) : (
          <span className={styles.name} title={node.id}>
            {node.id}
          </span>
        )}
        <span className={styles.shape}>{type ? formatShape(type.shape) : '?'}</span>
      </div>
      <div className={styles.line}>
        <span className={styles.about} title={telling ? `${title} ${telling}` : title}>
          <span className={styles.kind}>{title}</span>
          {telling && ` ${telling}`}
        </span>
        {severity === 'error' && <CircleAlert className={styles.state} aria-hidden />}
        {severity === 'warning' && <TriangleAlert className={styles.state} aria-hidden />}
      </div>
      {outputPorts.map((port, index) => (
        <Handle
          key={port}
          id={port}
          type="source"
          position={Position.Bottom}
          className={styles.port}
          style={{ left: `${((index + 1) / (outputPorts.length + 1)) * 100}%` }}
          aria-label={`Output ${port} of ${node.id}`}
        >
          {outputPorts.length > 1 && <span className={styles.outputName}>{port}</span>}
        </Handle>
      ))}
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
