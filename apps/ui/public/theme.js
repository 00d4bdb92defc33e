// Runs before the first paint, so that a chosen theme never flashes the other one. Mirrors src/base/theme.ts.
try {
  const stored = JSON.parse(localStorage.getItem('stormpetrel') ?? '{}');
  if (stored.theme === 'light' || stored.theme === 'dark')
    document.documentElement.dataset.theme = stored.theme;
  if (stored.contrast === 'more') document.documentElement.dataset.contrast = 'more';
} catch {
  // Storage that is blocked or broken: the system's theme is right.
}
