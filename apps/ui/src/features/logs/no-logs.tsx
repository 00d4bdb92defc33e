import { useState } from 'preact/hooks';
import { Button } from '../../widgets/button.tsx';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { Tabs } from '../../widgets/panes/tabs.tsx';
import { emptyLogFilter, formatLogText } from '../../model/log/log-text.ts';
import { changeFilter, logText, parsedLogText, setLogText } from './log-state.ts';

type Way = 'agent' | 'shipper' | 'curl';

/** The gRPC port of the same host. */
const agentPort = 11800;

const ways: Readonly<Record<Way, { readonly label: string; readonly text: () => string }>> = {
  agent: {
    label: 'Python agent',
    text: () =>
      `SW_AGENT_NAME=my-service \\\nSW_AGENT_COLLECTOR_BACKEND_SERVICES=${window.location.hostname}:${agentPort} \\\nSW_AGENT_LOG_REPORTER_LEVEL=INFO \\\nsw-python run python app.py`,
  },
  shipper: {
    label: 'Fluent Bit',
    text: () =>
      `[OUTPUT]\n    Name      skywalking\n    Match     *\n    Host      ${window.location.hostname}\n    Port      ${window.location.port === '' ? '80' : window.location.port}\n    Svc_Name  my-service`,
  },
  curl: {
    label: 'curl',
    text: () =>
      `curl -H 'content-type: application/json' ${window.location.origin}/v3/logs \\\n  -d '[{"service":"my-service","body":{"text":{"text":"hello"}},"tags":{"data":[{"key":"level","value":"INFO"}]}}]'`,
  },
};

/** Nothing, because the filter is too narrow or because nobody has sent a line. */
export function NoLogs() {
  const { filter } = parsedLogText.value;
  const [way, setWay] = useState<Way>('agent');
  if (logText.value !== '') {
    return (
      <EmptyState
        title="No line of this window matches"
        detail={
          <span class="no-logs__looser">
            The server looked at all of it.
            {filter.include.length + filter.exclude.length > 0 &&
            formatLogText({ ...filter, include: [], exclude: [] }) !== '' ? (
              <Button size="small" onClick={() => changeFilter({ include: [], exclude: [] })}>
                Without the words
              </Button>
            ) : undefined}
            {filter.levels.length > 0 ? (
              <Button size="small" onClick={() => changeFilter({ levels: [] })}>
                Of any level
              </Button>
            ) : undefined}
            <Button size="small" onClick={() => setLogText(formatLogText(emptyLogFilter))}>
              Without the filter
            </Button>
          </span>
        }
      />
    );
  }
  return (
    <EmptyState
      title="No log lines in this window"
      detail="Agents send them with the trace that they belong to; shippers over gRPC or HTTP."
    >
      <div class="no-logs__ways">
        <Tabs
          label="Way"
          value={way}
          choices={(Object.keys(ways) as Way[]).map((value) => ({
            value,
            label: ways[value].label,
          }))}
          onChoose={setWay}
        />
        <div class="no-logs__example">
          <pre tabIndex={0} aria-label="How to">
            {ways[way].text()}
          </pre>
          <CopyButton text={ways[way].text} />
        </div>
      </div>
    </EmptyState>
  );
}
