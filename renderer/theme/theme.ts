import { create } from 'zustand';
import { platform } from '../platform/currentPlatform';
import type { Theme } from '../platform/platform';

interface ThemeState {
  /** What the user chose. */
  readonly theme: Theme;
  /** What is on the screen. */
  readonly resolved: 'light' | 'dark';
  setTheme(theme: Theme): void;
}

const storageKey = 'netloom.theme';
const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

function resolve(theme: Theme): 'light' | 'dark' {
  if (theme !== 'system') return theme;
  return systemIsDark.matches ? 'dark' : 'light';
}

function storedTheme(): Theme {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Light or dark, as chosen and as shown; components that paint by themselves follow `resolved`. */
export const useTheme = create<ThemeState>()((set) => ({
  theme: storedTheme(),
  resolved: resolve(storedTheme()),
  setTheme(theme) {
    localStorage.setItem(storageKey, theme);
    show(theme);
    platform.setTheme(theme);
    set({ theme, resolved: resolve(theme) });
  },
}));

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Shows the stored theme before the first paint, and follows the system from then on. */
export function startTheme(): void {
  const { theme } = useTheme.getState();
  show(theme);
  platform.setTheme(theme);
  systemIsDark.addEventListener('change', () => {
    const { theme: chosen } = useTheme.getState();
    useTheme.setState({ resolved: resolve(chosen) });
  });
}

/** The colour behind a variable of tokens.css (`--accent`) as `rgb(…)`, for canvases and editors. */
export function themeColor(variable: `--${string}`): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
