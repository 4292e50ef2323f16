import { EmptyState } from '../../controls/EmptyState';

/** The Code panel. */
export default function CodePanel() {
  return <EmptyState title="Code" />;
}
