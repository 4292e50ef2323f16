import { createRoot } from 'react-dom/client';
import { App } from './App';
import './styles/tokens.css';
import './styles/base.css';
import { startTheme } from './theme/theme';

startTheme();
createRoot(document.getElementById('root')!).render(<App />);
