import { createContext, useContext, useSyncExternalStore } from 'react';
import { placeOfHash, withSearch } from '../model/deep_links';
import { isReport } from '../model/edition';

/**
 * Where the reader is: paths and parameters of the address, kept in the browser's history. A report has them behind
 * the hash, since its path is that of a file.
 */
export interface Location {
  path: string;
  search: URLSearchParams;
  hash: string;
}

const listeners = new Set<() => void>();
let current: Location | undefined;

/** Of the present address. */
export function readLocation(): Location {
  if (isReport) return { ...placeOfHash(window.location.hash), hash: '' };
  const { pathname, search, hash } = window.location;
  return { path: pathname, search: new URLSearchParams(search), hash };
}

/** An address of the console as links have it. */
export const hrefOf = (address: string) => (isReport ? `#${address}` : address);

function changed() {
  current = readLocation();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    current = readLocation();
    window.addEventListener('popstate', changed);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', changed);
  };
}

export function useLocation(): Location {
  return useSyncExternalStore(subscribe, () => (current ??= readLocation()));
}

/** Goes to an address of the console; `replace` leaves no step in the history. */
export function navigate(to: string, { replace = false } = {}): void {
  if (replace) window.history.replaceState(null, '', hrefOf(to));
  else window.history.pushState(null, '', hrefOf(to));
  changed();
}

/** Changes parameters of the present address; an empty value takes one away. */
export function setSearch(changes: Record<string, string | undefined>, { replace = false } = {}): void {
  const { path, search, hash } = readLocation();
  for (const [name, value] of Object.entries(changes)) {
    if (value) search.set(name, value);
    else search.delete(name);
  }
  navigate(withSearch(path, search) + hash, { replace });
}

// What goes along from page to page.
const SHARED = ['range', 'from', 'to', 'run', 'live', 'group'];

/** An address of the console that keeps time range and group of the present one. */
export function addressOf(path: string, parameters: Record<string, string | undefined> = {}): string {
  const search = new URLSearchParams();
  const present = readLocation().search;
  for (const name of SHARED) {
    const value = present.get(name);
    if (value) search.set(name, value);
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value) search.set(name, value);
    else search.delete(name);
  }
  return withSearch(path, search);
}

/** The parameters of a pattern as `/traces/:id`; undefined where the path does not match it. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.replace(/(.)\/+$/, '$1').split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const text = given[at] ?? '';
    if (part.startsWith(':') && text !== '') parameters[part.slice(1)] = decodePart(text);
    else if (part !== text) return undefined;
  }
  return parameters;
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The parts of the path that the page's pattern names. */
export const PathParameters = createContext<Record<string, string>>({});
export const usePathParameters = () => useContext(PathParameters);
