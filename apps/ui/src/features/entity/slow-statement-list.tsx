import { openSlowStatements } from '../../model/entity/slow-statements.ts';
import type { SlowStatement } from '../../model/entity/slow-statements.ts';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { Link } from '../../widgets/link.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';
import { Section } from '../../widgets/panes/section.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';

interface SlowStatementListProps {
  readonly service: { readonly serviceName: string; readonly normal: boolean };
  readonly list: string;
}

/** The slowest statements that a database was sent, each with the trace that it came in. */
export function SlowStatementList({ service, list }: SlowStatementListProps) {
  const statements = useOwned(() => openSlowStatements(service, list));
  return (
    <Section title="Slow statements" class="span-half">
      <LoadableView
        of={statements.result.value}
        emptyTitle="No slow statement in this window"
        onRetry={statements.refresh}
      >
        {(rows) => (
          <ol class="statements">
            {rows.map((row, index) => (
              <StatementRow key={index} row={row} />
            ))}
          </ol>
        )}
      </LoadableView>
    </Section>
  );
}

function StatementRow({ row }: { readonly row: SlowStatement }) {
  return (
    <li class="statement">
      <QuantityText of={row.latencyMs} kind="durationMs" />
      <code title={row.statement}>{row.statement}</code>
      <CopyButton text={row.statement} />
      {row.traceId === undefined ? undefined : (
        <Link to={`/trace/${encodeURIComponent(row.traceId)}`}>Trace</Link>
      )}
    </li>
  );
}
