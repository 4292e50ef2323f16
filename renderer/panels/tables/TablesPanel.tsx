import { EmptyState } from '../../controls/EmptyState';

/** The Tables panel. */
export default function TablesPanel() {
  return <EmptyState title="Tables" />;
}
