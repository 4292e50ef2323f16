import type { MouseEvent } from 'react';
import { edgesInto } from '../../src/analysis/graphStructure';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import { edgeId } from './flowElements';

/**
 * Takes a wire off the input that the mouse is pressed on, as node editors do: an input holds one
 * wire, so that pulling at it means that one. Ports without a wire start a new one.
 */
export function takeWireOffInput(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  const handle = target?.closest<HTMLElement>('.react-flow__handle.target');
  const analysis = selectGraphAnalysis(useEditor.getState());
  if (!handle || !analysis || event.button !== 0) return;
  const { nodeid: node = '', handleid: port = '' } = handle.dataset;
  const edge = edgesInto(analysis.structure, node).get(port);
  if (!edge) return;
  const wire = `.react-flow__edge[data-id="${CSS.escape(edgeId(edge))}"]`;
  const end = document.querySelector(`${wire} .react-flow__edgeupdater-target`);
  if (!end) return;
  event.stopPropagation();
  event.preventDefault();
  const { clientX, clientY } = event;
  end.dispatchEvent(
    new window.MouseEvent('mousedown', { bubbles: true, cancelable: true, clientX, clientY }),
  );
}
