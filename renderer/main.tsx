import { createRoot } from 'react-dom/client';
import { platform } from './platform/currentPlatform';

platform.setDocumentState({ title: 'Untitled', edited: false });
createRoot(document.getElementById('root')!).render(<h1>Netloom</h1>);
