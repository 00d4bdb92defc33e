import './level.css';
import { levelShapes, levelTone } from '../base/log-level.ts';

/** The level as a shape and a word. */
export function Level({ level }: { readonly level: string }) {
  const tone = levelTone(level);
  return (
    <span class={`log-level log-level--${tone}`}>
      <span class="log-level__mark" aria-hidden="true">
        {levelShapes[tone]}
      </span>
      {level === '' ? '–' : level}
    </span>
  );
}
