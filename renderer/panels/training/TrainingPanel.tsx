import { EmptyState } from '../../controls/EmptyState';

/** The Training panel. */
export default function TrainingPanel() {
  return <EmptyState title="Training" />;
}
