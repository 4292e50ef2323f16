import { BaseEdge, type EdgeProps, getBezierPath, getSmoothStepPath } from '@xyflow/react';
import { memo } from 'react';
import { classNames } from '../controls/classNames';
import { useCanvas } from './canvasStore';
import type { FlowEdge } from './flowElements';
import styles from './Wire.module.css';

/** About as wide as a digit of the shape, in canvas pixels. */
const letterWidth = 6.5;

/** A wire with the shape that flows through it written on it. */
export const Wire = memo(function Wire(props: EdgeProps<FlowEdge>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props;
  const isBelow = useCanvas((state) => state.wireBelow === id);
  const goesUp = targetY < sourceY + 16;
  const [path, labelX, labelY] = goesUp
    ? getSmoothStepPath({ ...props, borderRadius: 8 })
    : getBezierPath(props);
  const isStraight = Math.abs(sourceX - targetX) < 4 && !goesUp;
  const shape = data?.shape ?? '';
  const width = shape.length * letterWidth + 8;
  return (
    <g className={classNames(styles.wire, selected && styles.selected, isBelow && styles.below)}>
      <BaseEdge id={id} path={path} interactionWidth={16} />
      {!isStraight && (
        <rect
          className={styles.ground}
          x={labelX - width / 2}
          y={labelY - 8}
          width={width}
          height={16}
        />
      )}
      <text
        className={classNames(styles.shape, isStraight && styles.beside)}
        x={isStraight ? labelX + 8 : labelX}
        y={labelY}
      >
        {shape}
      </text>
    </g>
  );
});
