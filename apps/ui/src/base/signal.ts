/**
 * The one place that names the reactive library. State below the views (base, model, charts) takes it from here, so
 * that those floors know nothing of the view framework.
 */
export { batch, computed, effect, signal, untracked } from '@preact/signals';
export type { ReadonlySignal, Signal } from '@preact/signals';
