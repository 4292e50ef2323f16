import {
  BaseEdge,
  type EdgeProps,
  getBezierPath,
  getSmoothStepPath,
  getStraightPath,
} from '@xyflow/react';
import { memo } from 'react';
import { classNames } from '../controls/classNames';
import { useCanvas } from './canvasStore';
import { detourPath, turn } from './detour';
import type { FlowEdge } from './flowElements';
import styles from './Wire.module.css';

/** About as wide as a digit of the shape, in canvas pixels. */
const letterWidth = 6.5;

/** The way of a wire: up again around the nodes, down past those in its way, or straight. */
function wirePath(props: EdgeProps<FlowEdge>) {
  const { data, sourceX, sourceY, targetX, targetY } = props;
  const way = data?.way ?? null;
  const around = way?.x ?? null;
  if (targetY < sourceY + turn) {
    const [path, labelX, labelY] = getSmoothStepPath({
      ...props,
      borderRadius: 8,
      ...(around === null ? {} : { centerX: around }),
    });
    return { path, labelX, labelY };
  }
  if (around !== null) {
    const start = { x: sourceX, y: sourceY };
    const path = detourPath(start, { x: targetX, y: targetY }, around);
    return { path, labelX: around, labelY: way?.labelY ?? (sourceY + targetY) / 2 };
  }
  const [path, labelX, labelY] =
    Math.abs(sourceX - targetX) < 1 ? getStraightPath(props) : getBezierPath(props);
  return { path, labelX, labelY };
}

/** A wire with the shape that flows through it written on it. */
export const Wire = memo(function Wire(props: EdgeProps<FlowEdge>) {
  const { id, data, selected, sourceX, targetX } = props;
  const isBelow = useCanvas((state) => state.wireBelow === id);
  const { path, labelX, labelY } = wirePath(props);
  const isStraight = Math.abs(sourceX - targetX) < 4 && Math.abs(labelX - sourceX) < 4;
  const shape = data?.way?.isLabelled === false ? '' : (data?.shape ?? '');
  const width = shape.length * letterWidth + 8;
  return (
    <g className={classNames(styles.wire, selected && styles.selected, isBelow && styles.below)}>
      <BaseEdge id={id} path={path} interactionWidth={16} />
      {!isStraight && shape !== '' && (
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
