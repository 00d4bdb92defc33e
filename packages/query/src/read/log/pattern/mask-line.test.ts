import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskLine } from './mask-line.ts';

function check(line: string, expected: string): void {
  assert.equal(maskLine(line), expected, line);
}

test('masks numbers, with their units', () => {
  check('order 4711 paid in 12ms', 'order <num> paid in <num>ms');
  check('took 3.5s, 45% of 10,000 rows', 'took <num>s, <num>% of <num> rows');
  check('x=-5 y=+3 (7/10) [a=1,b=2]', 'x=-<num> y=+<num> (<num>/<num>) [a=<num>,b=<num>]');
  check('HTTP/1.1', 'HTTP/<num>');
});

test('masks what identifies', () => {
  check('id=550e8400-e29b-41d4-a716-446655440000', 'id=<id>');
  check('hash deadbeef01 at 0xff', 'hash <hex> at <hex>');
  check('key a1b2c3d4e5f6g7h8i9', 'key <id>');
  check('user bob99 of worker-3 on kafka-2', 'user bob<num> of worker-<num> on kafka-<num>');
  check('GET /api/orders/12345/items?page=2', 'GET /api/orders/<num>/items?page=<num>');
});

test('masks addresses and times', () => {
  check('to 10.0.0.1:8080 and fe80::1:2:3', 'to <ip> and <ip>');
  check('2026-01-31 10:00:00,123 up', '<time> up');
  check('at 2026-01-31T10:00:00.123Z and 10:00:00+08:00', 'at <time> and <time>');
  check('2026/01/31 up', '<time> up');
});

test('masks quoted text, and leaves apostrophes', () => {
  check(`can't open file 'a b.txt' for "bob"`, "can't open file <str> for <str>");
  check("the user's 12", "the user's <num>");
  check(`"${'x'.repeat(300)}"`, `"${'x'.repeat(300)}"`);
  check(`"open 12`, `"open <num>`);
});

test('leaves words, also those with a digit within', () => {
  check('o.a.log4j.Foo2Bar failed: no such thing', 'o.a.log4j.Foo2Bar failed: no such thing');
  check('décade réussie', 'décade réussie');
});

test('finds numbers between letters of scripts without spaces', () => {
  check('订单42失败', '订单<num>失败');
  check('来自 10.0.0.1，耗时120毫秒', '来自 <ip>，耗时<num>毫秒');
});

test('what differs only in numbers is the same', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      const line = (n: number): string => `job ${n} of queue-${n} took ${n}ms (${n} left)`;
      assert.equal(maskLine(line(a)), maskLine(line(b)));
    }),
  );
});

test('takes any text, and what is masked stays as it is', () => {
  const pieces = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '"',
      "'",
      '12',
      ':',
      '-',
      '.',
      'a',
      '0x',
      ' ',
      '10:00:00',
      'deadbeef1',
      '\uD800',
    ),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const masked = maskLine(parts.join(''));
      assert.equal(/\d{3}/.test(masked), false, masked);
    }),
  );
});
