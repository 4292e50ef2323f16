import { useMemo } from 'react';
import type { BoundaryContent, DecisionBoundary } from '../../../src/training/viewContent';
import { ViewCard } from './views/ViewCard';

/** The network's answer over the plane, with the points drawn over it. */
export function BoundaryView({ boundary }: { readonly boundary: DecisionBoundary }) {
  const content = useMemo<BoundaryContent>(() => ({ type: 'boundary', boundary }), [boundary]);
  return <ViewCard node="boundary" title="Decision boundary" content={content} />;
}
