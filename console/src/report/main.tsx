import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { setSource } from '../api/http';
import { App } from '../app/app';
import { applyTheme } from '../app/theme';
import { ErrorState } from '../components/states';
import type { Page } from '../pages';
import MapPage from '../pages/map';
import TracePage from '../pages/trace';
import TracesPage from '../pages/traces';
import '../styles/tokens.css';
import '../styles/base.css';
import { readReport, type ReportData } from './data';
import { Overview } from './overview';
import './report.css';
import { sourceOf } from './source';
import { Stamp } from './stamp';

// The console with its data inside: the pages are the console's own, but for the first.
const pagesOf = (data: ReportData): Page[] => [
  { path: '/', label: 'Overview', load: async () => ({ default: () => <Overview data={data} /> }) },
  { path: '/traces', label: 'Traces', load: async () => ({ default: TracesPage }) },
  { path: '/traces/:id', load: async () => ({ default: TracePage }) },
  { path: '/map', label: 'Service map', load: async () => ({ default: MapPage }) },
];

async function content() {
  try {
    const data = await readReport(document.getElementById('xray-report-data')?.textContent ?? '');
    setSource(sourceOf(data));
    return <App pages={pagesOf(data)} tools={<Stamp data={data} />} />;
  } catch (error) {
    return (
      <main className="page">
        <h1>X-Ray report</h1>
        <ErrorState error={error} />
      </main>
    );
  }
}

applyTheme();
const root = document.getElementById('root');
if (root) void content().then((shown) => createRoot(root).render(<StrictMode>{shown}</StrictMode>));
