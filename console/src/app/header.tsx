import { useState } from 'react';
import { useConnection } from '../api/events';
import { IconButton } from '../components/button';
import { Icon } from '../components/icons';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../components/menu';
import { pages } from '../pages';
import { GroupMenu } from './group_menu';
import './header.css';
import { Link } from './link';
import { addressOf, navigate, useLocation } from './router';
import { setLive, useScope } from './scope';
import { Shortcuts } from './shortcuts';
import { setTheme, useTheme, type Theme } from './theme';
import { TimeRangePicker } from './time_range_picker';

export function Header() {
  return (
    <header className="header">
      <a className="skip" href="#content">
        Skip to the page
      </a>
      <Link className="brand" href="/" aria-label="X-Ray emulator, start page">
        <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" className="brand-ground" />
          <path className="brand-bars" d="M8 8h14a2 2 0 0 1 0 4H8a2 2 0 0 1 0-4Zm4 6h5a2 2 0 0 1 0 4h-5a2 2 0 0 1 0-4Zm5 6h7a2 2 0 0 1 0 4h-7a2 2 0 0 1 0-4Z" />
        </svg>
      </Link>
      <Navigation />
      <div className="header-tools">
        <GroupMenu />
        <TimeRangePicker />
        <LiveSwitch />
        <ThemeMenu />
      </div>
    </header>
  );
}

const ENTRIES = pages.flatMap((page) => (page.label === undefined ? [] : [{ path: page.path, label: page.label }]));

/** `/traces/ID` belongs to `/traces`. */
const isAt = (path: string, entry: string) => path === entry || (entry !== '/' && path.startsWith(`${entry}/`));

function Navigation() {
  const { path } = useLocation();
  return (
    <>
      <nav className="navigation" aria-label="Pages">
        {ENTRIES.map((entry) => (
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
              {ENTRIES.find((entry) => isAt(path, entry.path))?.label ?? 'Pages'}
            </button>
          }
        >
          {ENTRIES.map((entry) => (
            <MenuItem key={entry.path} onSelect={() => navigate(addressOf(entry.path))}>
              {entry.label}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </>
  );
}

function LiveSwitch() {
  const scope = useScope();
  const connection = useConnection();
  if (scope.range.kind === 'absolute') return null;
  const state = scope.live ? connection : 'paused';
  const label = scope.live ? 'Pause: do not follow what arrives' : 'Go live: follow what arrives';
  return (
    <button
      type="button"
      className={`button live live-${state}`}
      aria-pressed={scope.live}
      title={label}
      onClick={() => setLive(!scope.live)}
    >
      <span className="live-dot" aria-hidden="true" />
      {state === 'paused' ? 'Paused' : 'Live'}
      {state === 'connecting' && <span className="hidden-text">, connecting</span>}
    </button>
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
