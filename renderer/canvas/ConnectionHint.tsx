import { useConnection } from '@xyflow/react';
import { Ban, Link2, Unlink } from 'lucide-react';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { classNames } from '../controls/classNames';
import styles from './ConnectionHint.module.css';
import { type ScreenPoint, useCanvas } from './canvasStore';
import { type DropResult, dropResult } from './connectionDrop';

const icons = {
  refused: <Ban size={14} />,
  remove: <Unlink size={14} />,
  connect: <Link2 size={14} />,
  search: <Link2 size={14} />,
} as const;

/** Beside the pointer, while a wire is drawn: what dropping it here does, or why it cannot be. */
export function ConnectionHint() {
  const fromHandle = useConnection((connection) =>
    connection.inProgress ? connection.fromHandle : null,
  );
  const [shown, setShown] = useState<{ at: ScreenPoint; result: DropResult } | null>(null);
  useEffect(() => {
    if (!fromHandle) {
      setShown(null);
      return;
    }
    const follow = (event: PointerEvent): void => {
      const at = { x: event.clientX, y: event.clientY };
      setShown({ at, result: dropResult(fromHandle, at, useCanvas.getState().movedWire) });
    };
    window.addEventListener('pointermove', follow);
    return () => window.removeEventListener('pointermove', follow);
  }, [fromHandle]);
  if (!shown || shown.result.type === 'nothing') return null;
  const { at, result } = shown;
  return createPortal(
    <div
      role="status"
      className={classNames(styles.hint, result.type === 'refused' && styles.refused)}
      style={{ left: at.x + 16, top: at.y + 16 }}
    >
      {icons[result.type]}
      <span>{result.text}</span>
    </div>,
    document.body,
  );
}
