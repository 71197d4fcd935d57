const KEY = 'xray-emulator.filters';
const MOST = 12;

/** The filters that were used last, the newest first; kept in this browser. */
export function recentFilters(): string[] {
  try {
    const list: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function rememberFilter(filter: string): void {
  if (filter === '' || filter.length > 2000) return;
  try {
    window.localStorage.setItem(KEY, JSON.stringify([filter, ...recentFilters().filter((one) => one !== filter)].slice(0, MOST)));
  } catch {
    // Without storage there is no history.
  }
}
