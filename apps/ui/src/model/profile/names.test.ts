import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameKind } from '@stormpetrel/profile';
import { ownerOf, packageOf, shortName } from './code-name.ts';
import type { CodePlace } from './code-name.ts';
import { matcherOf, withName } from './name-matcher.ts';
import { eventLabel } from './profile-facts.ts';

test('shortens names of any language to what tells the most', () => {
  const check = (name: string, expected: string): void => assert.equal(shortName(name), expected);
  check('shop.order.PriceService.quote', 'PriceService.quote');
  check('net/http.(*conn).serve', 'http.(*conn).serve');
  check('main.main', 'main.main');
  check('/app/scoring.py.cosine', 'scoring.cosine');
  check('std::vector<int>::push_back(int)', 'vector<int>::push_back');
  check('tcp_sendmsg', 'tcp_sendmsg');
  check('handleRequest', 'handleRequest');
});

test('finds the package or library, which decides the colour', () => {
  const check = (place: Partial<CodePlace>, expected: string): void =>
    assert.equal(
      packageOf({
        name: '',
        module: undefined,
        file: undefined,
        kind: FrameKind.unknown,
        ...place,
      }),
      expected,
    );
  check(
    { name: 'org.springframework.web.servlet.DispatcherServlet.doDispatch' },
    'org.springframework',
  );
  check({ name: 'shop.payment.PriceRules.apply' }, 'shop.payment');
  check({ name: 'runtime.mallocgc' }, 'runtime');
  check({ name: 'github.com/acme/cart.(*Cart).Add' }, 'github.com/acme/cart');
  check({ name: '/usr/lib/python3/site-packages/flask/app.py.run' }, 'flask');
  check({ name: 'run', file: '/srv/node_modules/@scope/pkg/index.js' }, '@scope/pkg');
  check({ name: 'tcp_sendmsg', kind: FrameKind.kernel }, 'kernel');
  check({ name: 'write', module: '/usr/lib/libc.so.6' }, 'libc.so.6');
  check({ name: 'work' }, '');
});

test('tells own code from libraries, the runtime, native code and the kernel', () => {
  const check = (place: Partial<CodePlace>, expected: string): void =>
    assert.equal(
      ownerOf({ name: '', module: undefined, file: undefined, kind: FrameKind.unknown, ...place }),
      expected,
    );
  check({ name: 'shop.payment.PriceRules.apply' }, 'own');
  check({ name: 'java.util.regex.Pattern.compile' }, 'runtime');
  check({ name: 'org.hibernate.internal.SessionImpl.flush' }, 'library');
  check({ name: 'github.com/acme/cart.(*Cart).Add' }, 'library');
  check({ name: 'runtime.gcDrain' }, 'runtime');
  check({ name: 'main.route' }, 'own');
  check({ name: '/usr/lib/python3/site-packages/flask/app.py.run' }, 'library');
  check({ name: 'x', kind: FrameKind.cpp }, 'native');
  check({ name: 'x', kind: FrameKind.kernel }, 'kernel');
});

test('matches a part of a name in any case, or a regular expression between slashes', () => {
  const check = (pattern: string, name: string, expected: boolean | undefined): void => {
    const matcher = matcherOf(pattern);
    assert.equal(
      matcher === undefined || 'problem' in matcher ? undefined : matcher.matches(name),
      expected,
    );
  };
  check('regex', 'java.util.Regex.find', true);
  check('a.c', 'abc', false);
  check('/a.c/', 'xABCx', true);
  check('/^abc$/', 'abcd', false);
  check('/half', 'a half', true);
  check('', 'x', undefined);
  check('/', 'x', undefined);
  check('//', 'x', undefined);
  const wrong = matcherOf('/(/');
  assert.ok(wrong !== undefined && 'problem' in wrong && wrong.problem.length > 0);
});

test('adds a function to a pattern, which goes on to match what it matched', () => {
  const check = (pattern: string, name: string, expected: string): void =>
    assert.equal(withName(pattern, name), expected);
  check('', 'a.b$c', String.raw`/^a\.b\$c$/`);
  check('x.y', 'a', String.raw`/x\.y|^a$/`);
  check('/x.y/', 'a', '/x.y|^a$/');
  check('/x.y', 'a', '/x.y|^a$/');
  check('/', 'net/http.serve', String.raw`/^net\/http\.serve$/`);
  const matcher = matcherOf(withName('', 'std::map<int, (a|b)>[]'));
  assert.ok(matcher !== undefined && 'matches' in matcher);
  assert.equal(matcher.matches('std::map<int, (a|b)>[]'), true);
});

test('says in words what an event counts, a leak too', () => {
  assert.equal(
    eventLabel('profiler.Leak', 'inuse_space', true),
    'Native memory never freed · bytes in use',
  );
  assert.equal(
    eventLabel('profiler.Malloc', 'alloc_space', true),
    'Native allocation · bytes allocated',
  );
  assert.equal(eventLabel('jdk.ExecutionSample', 'samples', false), 'CPU');
  assert.equal(eventLabel('jdk.NewInSomeYears', 'samples', true), 'jdk.NewInSomeYears · samples');
});
