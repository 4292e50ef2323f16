import { useMemo } from 'react';
import { type AvailableBlock, availableBlocks } from '../canvas/availableKinds';
import { useEditor } from '../store/editorStore';

/** The project's other graphs as blocks, those in whose name or notes every word is found. */
export function useFoundBlocks(words: readonly string[]): readonly AvailableBlock[] {
  const analysis = useEditor((state) => state.analysis);
  const graphId = useEditor((state) => state.graphId);
  const all = useMemo(() => availableBlocks(analysis, graphId), [analysis, graphId]);
  return all.filter(({ kind }) => {
    const text = `${kind.title} block ${kind.summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
