import { useMemo } from 'react';
import { type FirstSteps, firstSteps } from '../../src/analysis/firstSteps';
import { formatExact } from '../../src/base/humanNumber';
import { Dialog } from '../controls/Dialog';
import { EmptyState } from '../controls/EmptyState';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import styles from './FirstStepsDialog.module.css';
import { boxHalf, drawSteps, type StepsDrawing } from './stepsDrawing';

const mostSteps = 3;

/** The first steps of the selected scanned block side by side, with what goes from each to the next. */
export default function FirstStepsDialog({ onClose }: { readonly onClose: () => void }) {
  const graph = useEditor(selectGraphAnalysis);
  const id = useEditor((state) => state.selection[0] ?? '');
  const found = graph?.nodes.get(id);
  const told = useMemo(
    () => (graph && found ? firstSteps(graph, found, mostSteps) : null),
    [graph, found],
  );
  const drawing = useMemo(() => told && drawSteps(told), [told]);
  return (
    <Dialog
      title={`${id}, step by step`}
      width={Math.max(480, (drawing?.width ?? 0) + 34)}
      onClose={onClose}
    >
      {told && drawing ? (
        <>
          <div className={styles.picture}>
            <Picture drawing={drawing} name={`The first ${told.shown} steps of ${id}`} />
          </div>
          <p className={styles.legend}>{legend(told)}</p>
        </>
      ) : (
        <EmptyState title="Nothing to unroll">
          While something in {id} is wrong, or misses an input, its steps are not known.
        </EmptyState>
      )}
    </Dialog>
  );
}

function legend({ shown, steps, inputs, outputs, cell }: FirstSteps): string {
  const many = steps === null ? 'as many as the sequence is long' : formatExact(steps);
  const lines = [`${shown} of ${many} steps; all use the same weights, those of ${cell.id}.`];
  const zeros = inputs.filter(({ role, source }) => role === 'state' && source === null);
  if (zeros.length > 0) lines.push(`${listOf(zeros)} ${are(zeros)} 0 at first.`);
  const whole = inputs.filter(({ role }) => role === 'whole');
  if (whole.length > 0) lines.push(`Every step gets all of ${listOf(whole)}.`);
  const taught = inputs.filter(({ role }) => role === 'teacher');
  if (taught.length > 0) {
    lines.push(
      `Dashed: in training ${listOf(taught)} ${are(taught)} what is given from below, otherwise what the step before gave.`,
    );
  }
  const last = outputs.filter(({ keep }) => keep === 'last');
  if (last.length > 0)
    lines.push(`${listOf(last)} ${last.length > 1 ? 'leave' : 'leaves'} after the last step only.`);
  return lines.join(' ');
}

const listOf = (nodes: readonly { readonly node: string }[]): string =>
  nodes.map(({ node }) => node).join(', ');
const are = (nodes: readonly unknown[]): string => (nodes.length > 1 ? 'are' : 'is');

interface PictureProps {
  readonly drawing: StepsDrawing;
  readonly name: string;
}

function Picture({ drawing, name }: PictureProps) {
  const { width, height, frame, frames, boxes, wires, labels } = drawing;
  return (
    <svg
      className={styles.drawing}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={name}
    >
      <defs>
        <marker
          id="step-arrow"
          viewBox="0 0 6 6"
          refX="6"
          refY="3"
          markerWidth="6"
          markerHeight="6"
          orient="auto"
        >
          <path className={styles.arrow} d="M 0 0 L 6 3 L 0 6 z" />
        </marker>
      </defs>
      {frames.map(({ x, step }) => (
        <rect
          key={step}
          className={styles.step}
          x={x}
          y={frame.y}
          width={frame.width}
          height={frame.height}
          rx={6}
        />
      ))}
      {wires.map(({ path, kind, isDashed }, place) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: wires have no names, and hold nothing.
          key={place}
          className={styles[kind]}
          d={path}
          markerEnd="url(#step-arrow)"
          {...(isDashed ? { strokeDasharray: '4 3' } : {})}
        />
      ))}
      {boxes.map(({ id, step, x, y, half, family }) => (
        <g key={`${step} ${id}`}>
          <rect
            className={styles.box}
            x={x - half}
            y={y - boxHalf}
            width={2 * half}
            height={2 * boxHalf}
            rx={3}
          />
          <rect
            x={x - half}
            y={y - boxHalf}
            width={2.5}
            height={2 * boxHalf}
            rx={1}
            fill={`var(--family-${family})`}
          />
          <text className={styles.name} x={x + 1} y={y + 3.5} textAnchor="middle">
            {id}
          </text>
        </g>
      ))}
      {labels.map(({ x, y, text, step, anchor }, place) => (
        <text
          // biome-ignore lint/suspicious/noArrayIndexKey: labels have no names, and hold nothing.
          key={place}
          className={styles.label}
          x={x}
          y={y}
          textAnchor={anchor}
        >
          {text}
          {step !== null && (
            <tspan className={styles.index} dy="3">
              {step}
            </tspan>
          )}
        </text>
      ))}
    </svg>
  );
}
