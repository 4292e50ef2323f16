import { Handle, Position } from '@xyflow/react';
import type { NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { inputPort } from '../../src/kinds/port';
import { classNames } from '../controls/classNames';
import styles from './NodePorts.module.css';
import { nodeWidth } from './nodeSize';

/** The ports of one side of a node. */
export interface NodePortsProps {
  readonly analysis: NodeAnalysis;
  readonly side: 'inputs' | 'outputs';
  readonly ports: readonly string[];
}

/** The ports along the top or the bottom of a node, with their names where there are several. */
export function NodePorts({ analysis, side, ports }: NodePortsProps) {
  const { node, kind } = analysis;
  const isInput = side === 'inputs';
  const isOptional = (port: string): boolean =>
    isInput &&
    !Object.hasOwn(analysis.inputs, port) &&
    kind !== null &&
    inputPort(kind.inputs, port)?.optional === true;
  const type = (port: string) => (isInput ? analysis.inputs : analysis.outputs)?.[port];
  const isBatch = (port: string): boolean =>
    type(port)?.per === 'batch' ||
    (isInput && kind !== null && inputPort(kind.inputs, port)?.per === 'batch');
  const isClass = (port: string): boolean =>
    type(port)?.content === 'class' ||
    (isInput && kind !== null && inputPort(kind.inputs, port)?.content === 'class');
  const room = nodeWidth / (ports.length + 1) - 12;
  return ports.map((port, index) => (
    <Handle
      key={port}
      id={port}
      type={isInput ? 'target' : 'source'}
      position={isInput ? Position.Top : Position.Bottom}
      className={classNames(
        styles.port,
        isBatch(port) ? styles.batch : isClass(port) && styles.class,
        isOptional(port) && styles.optional,
      )}
      style={{ left: `${((index + 1) / (ports.length + 1)) * 100}%` }}
      aria-label={`${isInput ? 'Input' : 'Output'} ${port} of ${node.id}`}
      {...(ports.length > 1 ? { title: isOptional(port) ? `${port} (optional)` : port } : {})}
    >
      {ports.length > 1 && (
        <span className={isInput ? styles.inputName : styles.outputName} style={{ maxWidth: room }}>
          {port}
        </span>
      )}
    </Handle>
  ));
}
