import { useMemo } from 'react';
import { type AvailableGraph, availableGraphs } from '../canvas/availableKinds';
import { useEditor } from '../store/editorStore';

/** The project's other graphs as kinds, those in whose name or notes every word is found. */
export function useFoundGraphs(words: readonly string[]): readonly AvailableGraph[] {
  const analysis = useEditor((state) => state.analysis);
  const graphId = useEditor((state) => state.graphId);
  const all = useMemo(() => availableGraphs(analysis, graphId), [analysis, graphId]);
  return all.filter(({ kind, title }) => {
    const text = `${title} ${kind.family} ${kind.summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
