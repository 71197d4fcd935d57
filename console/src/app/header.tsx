import { useState, type MouseEvent, type ReactNode } from 'react';
import { IconButton } from '../components/button';
import { Icon } from '../components/icons';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../components/menu';
import type { Page } from '../pages';
import './header.css';
import { Link } from './link';
import { addressOf, navigate, useLocation } from './router';
import { Shortcuts } from './shortcuts';
import { setTheme, useTheme, type Theme } from './theme';

export function Header({ pages, tools }: { pages: Page[]; tools: ReactNode }) {
  return (
    <header className="header">
      <a className="skip" href="#content" onClick={skip}>
        Skip to the page
      </a>
      <Link className="brand" href="/" aria-label="X-Ray emulator, start page">
        <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" className="brand-ground" />
          <path className="brand-bars" d="M8 8h14a2 2 0 0 1 0 4H8a2 2 0 0 1 0-4Zm4 6h5a2 2 0 0 1 0 4h-5a2 2 0 0 1 0-4Zm5 6h7a2 2 0 0 1 0 4h-7a2 2 0 0 1 0-4Z" />
        </svg>
      </Link>
      <Navigation pages={pages} />
      <div className="header-tools">
        {tools}
        <ThemeMenu />
      </div>
    </header>
  );
}

/** The hash is none of the page's. */
function skip(event: MouseEvent) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

/** `/traces/ID` belongs to `/traces`. */
const isAt = (path: string, entry: string) => path === entry || (entry !== '/' && path.startsWith(`${entry}/`));

function Navigation({ pages }: { pages: Page[] }) {
  const { path } = useLocation();
  const entries = pages.flatMap((page) => (page.label === undefined ? [] : [{ path: page.path, label: page.label }]));
  return (
    <>
      <nav className="navigation" aria-label="Pages">
        {entries.map((entry) => (
          <Link key={entry.path} href={addressOf(entry.path)} aria-current={isAt(path, entry.path) ? 'page' : undefined}>
            {entry.label}
          </Link>
        ))}
      </nav>
      <div className="navigation-small">
        <Menu
          align="start"
          trigger={
            <button type="button" className="button button-quiet">
              <Icon name="menu" />
              {entries.find((entry) => isAt(path, entry.path))?.label ?? 'Pages'}
            </button>
          }
        >
          {entries.map((entry) => (
            <MenuItem key={entry.path} onSelect={() => navigate(addressOf(entry.path))}>
              {entry.label}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </>
  );
}

const THEMES = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const;

function ThemeMenu() {
  const [helps, setHelps] = useState(false);
  const theme = useTheme();
  const icons = { system: 'monitor', light: 'sun', dark: 'moon' } as const;
  return (
    <>
      <Menu trigger={<IconButton icon={icons[theme]} label="Theme and keyboard" />}>
        <MenuChoice<Theme> label="Theme" value={theme} choices={THEMES} onChoose={setTheme} />
        <MenuLine />
        <MenuItem onSelect={() => setHelps(true)} hint="?">
          Keyboard
        </MenuItem>
      </Menu>
      <Shortcuts isOpen={helps} onOpen={setHelps} />
    </>
  );
}
