import './time-picker.css';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatOffset, listZones, zoneOffsetMs } from '../base/format-time.ts';
import { signal } from '../base/signal.ts';
import {
  describeWindow,
  formatWindow,
  minuteMs,
  parseWindow,
  windowChoices,
} from '../model/page/time-window.ts';
import {
  nowMs,
  setTimeWindow,
  setZone,
  shiftTimeWindow,
  timeWindow,
  zone,
  zoomTimeWindow,
} from '../model/page/url-state.ts';
import { Button } from '../widgets/button.tsx';
import { Picker } from '../widgets/fields/picker.tsx';
import { Popover } from '../widgets/panes/popover.tsx';
import { useKeys } from '../widgets/hooks/use-keys.ts';

const isOpen = signal(false);

/** The window of time: one field that takes what people type, the usual choices, and the zone of every time shown. */
export function TimePicker() {
  useKeys('Time', [
    { keys: 't', label: 'Choose the window', run: () => (isOpen.value = true) },
    { keys: 'ArrowLeft', label: 'The window before', run: () => shiftTimeWindow(-1) },
    { keys: 'ArrowRight', label: 'The window after', run: () => shiftTimeWindow(1) },
    { keys: '-', label: 'Show twice as much', run: () => zoomTimeWindow(2) },
    { keys: '+', label: 'Show half as much', run: () => zoomTimeWindow(0.5) },
  ]);
  const text = describeWindow(timeWindow.value, zone.value);
  // A link of somebody else's may bring their zone along: times that are not this machine's must not look like it.
  const isForeign =
    zoneOffsetMs(nowMs.value, zone.value) !== -new Date(nowMs.value).getTimezoneOffset() * minuteMs;
  return (
    <div class="time-picker">
      <Button
        tone="quiet"
        aria-label="The window before"
        title="The window before (←)"
        onClick={() => shiftTimeWindow(-1)}
      >
        ‹
      </Button>
      <Popover
        isOpen={isOpen}
        label="Window of time"
        anchor={
          <Button
            tone="quiet"
            aria-expanded={isOpen.value}
            title={`Times in ${zone.value}. Choose the window (t)`}
            onClick={() => (isOpen.value = !isOpen.value)}
          >
            <span class="time-picker__text">
              <WindowText text={text} />
            </span>
            {isForeign ? (
              <span class="time-picker__zone">{formatOffset(nowMs.value, zone.value)}</span>
            ) : undefined}
            <span aria-hidden="true" class="faint">
              ▾
            </span>
          </Button>
        }
      >
        <TimePanel />
      </Popover>
      <Button
        tone="quiet"
        aria-label="The window after"
        title="The window after (→)"
        onClick={() => shiftTimeWindow(1)}
      >
        ›
      </Button>
    </div>
  );
}

/** Where there is little room the years are left out: they are the first that people know. */
function WindowText({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(\d{4}-)(?=\d\d-\d\d )/).map((part, index) =>
        index % 2 === 1 ? (
          <span key={index} class="time-picker__year">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </>
  );
}

function choose(text: string): boolean {
  const parsed = parseWindow(text, nowMs.peek(), zone.peek());
  if (parsed === undefined) return false;
  setTimeWindow(parsed);
  isOpen.value = false;
  return true;
}

function TimePanel() {
  const input = useRef<HTMLInputElement>(null);
  const [isWrong, setWrong] = useState(false);
  const [picksZone, setPicksZone] = useState(false);
  useLayoutEffect(() => input.current?.focus(), []);
  const shown = formatWindow(timeWindow.value);
  if (picksZone) return <ZoneList onDone={() => setPicksZone(false)} />;
  return (
    <div class="time-panel">
      <label class="field">
        <span class="visually-hidden">Window, such as 30m or now-2h..now-1h</span>
        <input
          ref={input}
          placeholder="30m, now-2h..now-1h, 14:00..15:30"
          aria-invalid={isWrong}
          aria-describedby="time-panel-help"
          spellcheck={false}
          autocomplete="off"
          onInput={() => setWrong(false)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') setWrong(!choose(event.currentTarget.value));
          }}
        />
      </label>
      <p
        id="time-panel-help"
        class={`time-panel__help ${isWrong ? 'is-error' : 'faint'}`}
        role={isWrong ? 'alert' : 'note'}
      >
        {isWrong
          ? 'Not understood. Try 45m, yesterday, or 2026-01-31 14:00..15:30'
          : 'Enter to take it. Dragging over a chart does the same.'}
      </p>
      <ul class="time-panel__choices">
        {windowChoices.map((choice) => (
          <li key={choice.text}>
            <button
              type="button"
              aria-current={choice.text === shown}
              onClick={() => choose(choice.text)}
            >
              {choice.label}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="time-panel__zone" onClick={() => setPicksZone(true)}>
        <span>Times in {zone.value}</span>
        <span class="faint">{formatOffset(nowMs.value, zone.value)} ›</span>
      </button>
    </div>
  );
}

function ZoneList({ onDone }: { readonly onDone: () => void }) {
  const names = ['local', ...listZones()];
  const local = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const options = names.map((name) => ({
    value: name,
    label: name === 'local' ? `This machine (${local})` : name,
    hint: formatOffset(nowMs.peek(), name === 'local' ? local : name),
  }));
  const pick = (name: string): void => {
    setZone(name);
    onDone();
  };
  return <Picker label="Find a time zone" options={options} value={zone.value} onPick={pick} />;
}
