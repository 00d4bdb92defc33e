import { formatClock, formatStamp } from '../../base/format-time.ts';
import type { LogPattern, LogPatterns } from '../../model/log/read-logs.ts';
import { urlText, zone } from '../../model/page/url-state.ts';
import { Table } from '../../widgets/tables/table.tsx';
import type { TableColumn } from '../../widgets/tables/table.tsx';
import { Sparkline } from './pattern-sparkline.tsx';
import { Level } from '../../widgets/level.tsx';
import { parsedLogText, setLogText, view } from './log-state.ts';
import { formatLogText } from '../../model/log/log-text.ts';
import { writeParameters } from '../../base/address.ts';

const sort = urlText('psort');

/** The newest lines put together by what they have in common: what is said often, and what only now. */
export function Patterns({ of }: { readonly of: LogPatterns }) {
  const { patterns, lines, readFromMs, otherPatterns, otherLines } = of;
  return (
    <section class="section logs-page__list" aria-label="Patterns">
      <p class="logs-page__tools" role="status">
        <span>
          <b>
            {patterns.length + otherPatterns}{' '}
            {patterns.length + otherPatterns === 1 ? 'pattern' : 'patterns'}
          </b>{' '}
          <span class="faint">
            in {readFromMs === undefined ? 'all ' : 'the newest '}
            {lines.toLocaleString('en')} lines
            {readFromMs === undefined
              ? ''
              : `, back to ${formatStamp(readFromMs, zone.value, 'second')}`}
            {otherPatterns === 0
              ? ''
              : `; ${otherPatterns} rare ones with ${otherLines.toLocaleString('en')} lines are not listed`}
          </span>
        </span>
      </p>
      <Table
        class="patterns-table"
        label="Patterns"
        columns={patternColumns(patterns)}
        rows={patterns}
        rowKey={({ template }) => template}
        sort={sort.value.value}
        onSort={(next) => sort.set(next)}
        onOpen={showLines}
        hasKeys
        isPage
      />
    </section>
  );
}

/** Its lines: those that hold its words. */
function showLines(pattern: LogPattern): void {
  const { filter } = parsedLogText.peek();
  const include = [...new Set([...filter.include, ...pattern.words])];
  setLogText(formatLogText({ ...filter, include }));
  writeParameters({ view: undefined });
  view.set('lines');
}

function patternColumns(patterns: readonly LogPattern[]): readonly TableColumn<LogPattern>[] {
  const most = Math.max(1, ...patterns.map(({ count }) => count));
  return [
    {
      key: 'template',
      title: 'Pattern',
      render: ({ template, example }) => (
        <span class="log-text mono" title={example?.content ?? template}>
          <Template text={template} />
        </span>
      ),
    },
    {
      key: 'level',
      title: 'Level',
      width: '90px',
      isSecondary: true,
      sortValue: ({ levels }) => levels[0]?.level,
      render: ({ levels }) => (
        <>
          <Level level={levels[0]?.level ?? ''} />
          {levels.length > 1 ? <span class="faint"> +{levels.length - 1}</span> : undefined}
        </>
      ),
    },
    {
      key: 'trend',
      title: 'When',
      width: '130px',
      isSecondary: true,
      render: ({ counts }) => <Sparkline counts={counts} />,
    },
    {
      key: 'first',
      title: 'First',
      isNumber: true,
      isSecondary: true,
      width: '80px',
      sortValue: ({ firstMs }) => firstMs,
      render: ({ firstMs }) => formatClock(firstMs, zone.value, 'second'),
    },
    {
      key: 'last',
      title: 'Last',
      isNumber: true,
      isSecondary: true,
      width: '80px',
      sortValue: ({ lastMs }) => lastMs,
      render: ({ lastMs }) => formatClock(lastMs, zone.value, 'second'),
    },
    {
      key: 'count',
      title: 'Lines',
      isNumber: true,
      width: '120px',
      sortValue: ({ count }) => count,
      render: ({ count, share }) => (
        <span class="pattern-count" title={`${(share * 100).toFixed(1)} % of the lines`}>
          <meter class="pattern-count__bar" min={0} max={most} value={count} aria-hidden="true" />
          {count.toLocaleString('en')}
        </span>
      ),
    },
  ];
}

/** A template with the parts that differ set off. */
function Template({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(<(?:num|id|hex|ip|time|str|\*)>)/).map((part, index) =>
        index % 2 === 1 ? (
          <span key={index} class="pattern-hole">
            {part.slice(1, -1)}
          </span>
        ) : (
          part
        ),
      )}
    </>
  );
}
