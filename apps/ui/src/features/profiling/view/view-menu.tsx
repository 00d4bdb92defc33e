import { signal } from '../../../base/signal.ts';
import type { FlameSort, Recursion } from '../../../model/profile/view-address.ts';
import { Button } from '../../../widgets/button.tsx';
import { Popover } from '../../../widgets/panes/popover.tsx';
import { Segments } from '../../../widgets/panes/tabs.tsx';
import type { ProfileState } from './profile-state.ts';
import { canOrderByTime } from './use-profile-keys.ts';

const moreIsOpen = signal(false);
const nowhere = { zoom: undefined, selected: undefined, stretch: undefined };

interface ViewMenuProps {
  readonly state: ProfileState;
}

/** How it is drawn: what is chosen once and then left alone. */
export function ViewMenu({ state }: ViewMenuProps) {
  const view = state.view.value;
  const canTime = canOrderByTime(state);
  const isChanged =
    view.order !== 'weight' ||
    view.shape !== 'icicle' ||
    view.recursion !== 'none' ||
    view.hide !== '' ||
    view.group !== 'function' ||
    view.colour !== 'package';
  return (
    <Popover
      isOpen={moreIsOpen}
      label="How it is drawn"
      anchor={
        <Button
          size="small"
          tone="quiet"
          aria-pressed={isChanged}
          aria-expanded={moreIsOpen.value}
          onClick={() => (moreIsOpen.value = !moreIsOpen.peek())}
        >
          View ▾
        </Button>
      }
    >
      <div class="profile-more">
        <span class="muted">Order</span>
        <Segments<FlameSort>
          label="Order"
          choices={[
            { value: 'weight', label: 'Heavy left' },
            ...(canTime || view.order === 'time'
              ? [{ value: 'time' as const, label: 'Time' }]
              : []),
            { value: 'name', label: 'Name' },
          ]}
          value={view.order}
          onChoose={(order) => state.change({ order, ...nowhere })}
        />
        <span class="muted">Root</span>
        <Segments
          label="Root"
          choices={[
            { value: 'icicle', label: 'On top' },
            { value: 'flame', label: 'At the bottom' },
          ]}
          value={view.shape}
          onChoose={(shape) => state.change({ shape })}
        />
        <span class="muted">Recursion</span>
        <Segments<Recursion>
          label="Recursion"
          choices={[
            { value: 'none', label: 'As it is' },
            { value: 'direct', label: 'Direct as one' },
            { value: 'all', label: 'All as one' },
          ]}
          value={view.recursion}
          onChoose={(recursion) => state.change({ recursion, ...nowhere })}
        />
        <span class="muted">Frames are</span>
        <Segments
          label="Frames are"
          choices={[
            { value: 'function', label: 'Functions' },
            { value: 'line', label: 'Lines' },
            { value: 'file', label: 'Files' },
            { value: 'module', label: 'Modules' },
          ]}
          value={view.group}
          onChoose={(group) => state.change({ group, ...nowhere })}
        />
        <span class="muted">Colour</span>
        <Segments
          label="Colour"
          choices={[
            { value: 'package', label: 'Package' },
            { value: 'owner', label: 'Whose code' },
          ]}
          value={view.colour}
          onChoose={(colour) => state.change({ colour })}
        />
        <label class="muted" for="profile-hide">
          Hide
        </label>
        <div>
          <div class="field">
            <input
              id="profile-hide"
              placeholder="name or /pattern/"
              value={view.hide}
              spellcheck={false}
              aria-invalid={state.picture.value?.hideProblem !== undefined}
              onChange={(event) => state.change({ hide: event.currentTarget.value })}
            />
          </div>
          <small class="faint">
            {state.picture.value?.hideProblem ?? 'What they weigh counts for their callers.'}
          </small>
        </div>
      </div>
    </Popover>
  );
}
