import { EmptyState } from '../../widgets/empty-state.tsx';
import { Button } from '../../widgets/button.tsx';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { filterText, setFilterText } from './alarm-filter.ts';

const example = `rules:
  service_resp_time_rule:
    expression: sum(service_resp_time > 1000) >= 3
    period: 10
    silence-period: 5
    message: Response time of {name} is above 1 s in 3 of the last 10 minutes.
`;

/** Quiet, because nothing fires or because nobody has said what should. */
export function NoAlarms() {
  if (filterText.value !== '') {
    return (
      <EmptyState
        title="No alarm of this window matches the filter"
        detail={<Button onClick={() => setFilterText('')}>Without the filter</Button>}
      />
    );
  }
  return (
    <EmptyState
      title="Nothing fired in this window"
      detail={
        <>
          Rules compare metrics with bounds, every minute. Six are shipped; your own stand in the
          file that <code>SW_ALARM_SETTINGS_FILE</code> names, which is read again when it changes:
        </>
      }
    >
      <div class="no-alarms__example">
        <pre tabIndex={0} aria-label="A rule">
          {example}
        </pre>
        <CopyButton text={example} />
      </div>
    </EmptyState>
  );
}
