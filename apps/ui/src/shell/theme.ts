import { preferences, setPreferences } from '../base/preferences.ts';
import { effect } from '../base/signal.ts';

/** Keeps <html data-theme data-contrast> equal to the preferences; `public/theme.js` does the same before first paint. */
export function followTheme(root: HTMLElement): void {
  effect(() => {
    const { theme, contrast } = preferences.value;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    if (contrast === 'system') delete root.dataset['contrast'];
    else root.dataset['contrast'] = contrast;
  });
}

/** Light and dark in turn, starting from what is on screen. */
export function toggleTheme(): void {
  const { theme } = preferences.peek();
  const isDark =
    theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  setPreferences({ theme: isDark ? 'light' : 'dark' });
}
