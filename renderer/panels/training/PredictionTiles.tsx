import { useMemo } from 'react';
import type { Prediction, PredictionsContent } from '../../../src/training/viewContent';
import { ViewCard } from './views/ViewCard';

/** Test examples with what the network makes of them; wrong answers are marked. */
export function PredictionTiles({ samples }: { readonly samples: readonly Prediction[] }) {
  const content = useMemo<PredictionsContent>(() => ({ type: 'predictions', samples }), [samples]);
  return <ViewCard node="predictions" title="Test predictions" content={content} />;
}
