import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Alarm } from './alarm.ts';
import { findIncident, flapGapMs, incidentRows, incidentStartMs, rowsWithin } from './incident.ts';
import type { IncidentRow } from './incident.ts';

const minuteMs = 60_000;

function alarm(startMinute: number, endMinute?: number, rest: Partial<Alarm> = {}): Alarm {
  return {
    startMs: startMinute * minuteMs,
    recoveryMs: endMinute === undefined ? undefined : endMinute * minuteMs,
    scope: 'Service',
    entityId: 'Y2FydA==.1',
    name: 'cart',
    message: 'slow',
    tags: [],
    expression: 'avg(service_resp_time) > 1000',
    ruleName: 'service_resp_time_rule',
    ...rest,
  };
}

/** `4-9` for each incident of a row, `4-` while it fires, `~` where it flaps. */
function draw(rows: readonly IncidentRow[]): string[] {
  return rows.map((row) =>
    row.incidents
      .map(({ startMs, endMs, isFlapping }) => {
        const end = endMs === undefined ? '' : endMs / minuteMs;
        return `${isFlapping ? '~' : ''}${startMs / minuteMs}-${end}`;
      })
      .join(' '),
  );
}

test('makes one incident of the notices between the first and the recovery', () => {
  assert.deepEqual(draw(incidentRows([alarm(20, 24), alarm(15), alarm(10)])), ['10-24']);
});

test('keeps apart what recovered in between', () => {
  assert.deepEqual(draw(incidentRows([alarm(10, 12), alarm(30, 31), alarm(50)])), [
    '10-12 30-31 50-',
  ]);
});

test('gives each rule and each entity a row, what fires first', () => {
  const rows = incidentRows([
    alarm(10, 12),
    alarm(5, 6, { name: 'payment' }),
    alarm(1, undefined, { ruleName: 'service_sla_rule' }),
  ]);
  assert.deepEqual(
    rows.map(({ last, isFiring }) => [last.name, last.ruleName, isFiring]),
    [
      ['cart', 'service_sla_rule', true],
      ['cart', 'service_resp_time_rule', false],
      ['payment', 'service_resp_time_rule', false],
    ],
  );
});

test('tells rules apart by their expression where the server does not tell their names', () => {
  const rows = incidentRows([
    alarm(1, 2, { ruleName: undefined }),
    alarm(1, 2, { ruleName: undefined, expression: 'avg(service_sla) < 9000' }),
  ]);
  assert.equal(rows.length, 2);
});

test('marks three incidents with short gaps as flapping, and no others', () => {
  assert.deepEqual(
    draw(incidentRows([alarm(0, 1), alarm(60, 61), alarm(63, 64), alarm(70), alarm(5, 6)])),
    ['0-1 5-6 ~60-61 ~63-64 ~70-'],
  );
  const atGap = flapGapMs / minuteMs;
  assert.deepEqual(draw(incidentRows([alarm(0, 1), alarm(1 + atGap, 13), alarm(14, 15)])), [
    `0-1 ${1 + atGap}-13 14-15`,
  ]);
});

test('keeps of rows what touches the window', () => {
  const rows = incidentRows([alarm(0, 1), alarm(20, 22), alarm(1, undefined, { name: 'payment' })]);
  const span = { startMs: 21 * minuteMs, endMs: 30 * minuteMs };
  assert.deepEqual(draw(rowsWithin(rows, span)), ['1-', '20-22']);
  assert.deepEqual(draw(rowsWithin(rows, { startMs: 2 * minuteMs, endMs: 3 * minuteMs })), ['1-']);
});

test('finds the incident that a key names, and never a later one of the same rule', () => {
  const day = 29_000_000;
  const notices = [alarm(day + 10), alarm(day + 15), alarm(day + 20, day + 24), alarm(day + 50)];
  const all = incidentRows(notices);
  const keyOf = (from: number): string =>
    incidentRows(notices.slice(from))[0]?.incidents[0]?.key ?? '';
  assert.equal(findIncident(all, keyOf(0))?.alarms.length, 3);
  assert.equal(findIncident(all, keyOf(1))?.alarms.length, 3, 'read from its second notice on');
  assert.equal(findIncident(incidentRows(notices.slice(3)), keyOf(0)), undefined);
  assert.equal(findIncident(all, ''), undefined);
  assert.equal(findIncident(all, '99-nothing'), undefined);
});

test('reads from a key when its incident began', () => {
  assert.equal(incidentStartMs('1795355658000-1qlbx0m'), 1_795_355_658_000);
  for (const key of ['', '99-nothing', '-', 'NaN-a', '1795355658000', '1795355658000-A b'])
    assert.equal(incidentStartMs(key), undefined, key);
});

test('loses no notice, and incidents of a row never overlap', () => {
  const alarms = fc.array(
    fc.tuple(fc.nat(200), fc.option(fc.nat(30), { nil: undefined }), fc.constantFrom('a', 'b')),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(alarms, (drawn) => {
      const rows = incidentRows(
        drawn.map(([start, length, name]) =>
          alarm(start, length === undefined ? undefined : start + length, { name }),
        ),
      );
      const notices = rows.flatMap((row) => row.incidents.flatMap((each) => each.alarms));
      assert.equal(notices.length, drawn.length);
      for (const { incidents } of rows) {
        for (const [index, incident] of incidents.entries()) {
          const before = incidents[index - 1];
          if (before !== undefined) assert.ok((before.endMs ?? Infinity) < incident.startMs);
        }
      }
    }),
  );
});
