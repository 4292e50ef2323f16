import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import { classNames } from '../controls/classNames';
import { useCanvas } from './canvasStore';
import type { FlowEdge } from './flowElements';
import styles from './Wire.module.css';

/** A wire with the shape that flows through it written on it. */
export const Wire = memo(function Wire(props: EdgeProps<FlowEdge>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props;
  const isBelow = useCanvas((state) => state.wireBelow === id);
  const [path, labelX, labelY] = getBezierPath(props);
  const isStraight = Math.abs(sourceX - targetX) < 4 && targetY > sourceY;
  return (
    <g className={classNames(styles.wire, selected && styles.selected, isBelow && styles.below)}>
      <BaseEdge id={id} path={path} interactionWidth={16} />
      <text
        className={classNames(styles.shape, isStraight && styles.beside)}
        x={isStraight ? labelX + 8 : labelX}
        y={labelY}
      >
        {data?.shape}
      </text>
    </g>
  );
});
