import './dialog.css';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { keyGroups } from '../base/keyboard.ts';
import { signal } from '../base/signal.ts';

const isOpen = signal(false);

export function openShortcutSheet(): void {
  isOpen.value = true;
}

const keyNames: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  '-': '−',
};

const modName = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

function Keys({ keys }: { readonly keys: string }) {
  const parts = keys
    .split(' ')
    .map((part) => part.replace('mod+', `${modName} `).split(' '))
    .flat();
  return (
    <span class="shortcut__keys">
      {parts.map((part, index) => (
        <kbd key={index}>
          {keyNames[part] ??
            (part.length === 1 && keys.startsWith('mod+') ? part.toUpperCase() : part)}
        </kbd>
      ))}
    </span>
  );
}

/** Every key that does something on the page that is open, in one sheet. */
export function ShortcutSheet() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = isOpen.value;
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  if (!open) return undefined;
  const titles = [...new Set(keyGroups.value.map((group) => group.title))];
  const close = (): void => void (isOpen.value = false);
  return (
    <dialog
      class="dialog dialog--sheet"
      ref={dialog}
      aria-label="Keyboard shortcuts"
      onClose={close}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <h2 class="dialog__title">Keyboard</h2>
      <div class="shortcuts">
        {titles.map((title) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keyGroups.value
                .filter((group) => group.title === title)
                .flatMap((group) => group.bindings)
                .map((binding) => (
                  <div key={`${binding.keys}${binding.label}`} class="shortcut">
                    <dt>{binding.label}</dt>
                    <dd>
                      <Keys keys={binding.keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
