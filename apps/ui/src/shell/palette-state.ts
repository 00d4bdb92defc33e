import { signal } from '../base/signal.ts';

export const paletteIsOpen = signal(false);

export function openPalette(): void {
  paletteIsOpen.value = true;
}
