import { sourceOf } from '../../model/alarm/alarm.ts';
import type { IncidentRow } from '../../model/alarm/incident.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import { windowOfDrag } from '../../model/page/time-window.ts';
import type { TimeSpan } from '../../model/page/time-window.ts';
import { nowMs, setTimeWindow, zone } from '../../model/page/url-state.ts';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { TimeLanes } from '../../widgets/time-lanes.tsx';
import type { NamedLane } from '../../widgets/time-lanes.tsx';
import { openedKey } from './alarm-filter.ts';
import { lengthText, ruleText, stateText } from './incident-text.ts';

interface IncidentTimelineProps {
  readonly rows: readonly IncidentRow[];
  readonly span: TimeSpan;
}

/** One lane for each rule and entity: from firing to recovery, an open end where it still fires. */
export function IncidentTimeline({ rows, span }: IncidentTimelineProps) {
  const lanes = rows.map((row) => toLane(row, nowMs.value));
  return (
    <TimeLanes
      label={`Incidents of ${rows.length} ${rows.length === 1 ? 'rule and entity' : 'rules and entities'}`}
      lanes={lanes}
      startMs={span.startMs}
      endMs={span.endMs}
      zone={zone.value}
      selected={openedKey.value.value === '' ? undefined : openedKey.value.value}
      onSelect={(key) => openedKey.set(key, { push: true })}
      onBrush={(startMs, endMs) => setTimeWindow(windowOfDrag({ startMs, endMs }, 'MINUTE'))}
    />
  );
}

function toLane(row: IncidentRow, atMs: number): NamedLane {
  const source = sourceOf(row.last);
  return {
    key: row.key,
    label: `${row.last.name}, ${ruleText(row.last)}`,
    name: (
      <>
        <HueMark colour={serviceColour(source?.service ?? row.last.name)} />
        <span>
          {row.last.name} <span class="faint">{ruleText(row.last)}</span>
        </span>
      </>
    ),
    items: row.incidents.map((incident) => ({
      key: incident.key,
      startMs: incident.startMs,
      endMs: incident.endMs,
      isOpen: incident.endMs === undefined,
      isHatched: incident.isFlapping,
      tone: incident.endMs === undefined ? 'error' : 'past',
      label: incident.last.message,
      note: `${stateText(incident)}, ${lengthText(incident, atMs)}`,
    })),
  };
}
