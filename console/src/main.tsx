import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { ScopeTools } from './app/scope_tools';
import { applyTheme } from './app/theme';
import { pages } from './pages';
import './styles/tokens.css';
import './styles/base.css';

applyTheme();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App pages={pages} tools={<ScopeTools />} />
    </StrictMode>,
  );
}
