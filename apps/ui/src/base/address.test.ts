import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bindAddress,
  hrefTo,
  navigate,
  path,
  readParameter,
  search,
  writeParameters,
} from './address.ts';
import { endpointPath, formatPathId, parsePathId, servicePath } from './path-id.ts';
import { matchRoute } from './route-match.ts';

/** A browser's history in an array. */
function openHistory(first: string) {
  const steps = [first];
  let changed = (): void => {};
  return {
    steps,
    port: {
      read: () => {
        const [path = '/', search = ''] = (steps.at(-1) ?? '/').split('?');
        return { path, search };
      },
      write: (url: string, push: boolean) => {
        if (!push) steps.pop();
        steps.push(url);
      },
      listen: (callback: () => void) => (changed = callback),
    },
    back: () => {
      steps.pop();
      changed();
    },
  };
}

test('keeps the address and the signals equal, back button included', () => {
  const history = openHistory('/services?t=1h');
  bindAddress(history.port);
  assert.deepEqual([path.value, search.value], ['/services', 't=1h']);
  navigate('/service/x.1?t=1h');
  writeParameters({ before: '1' });
  assert.equal(readParameter('before'), '1');
  assert.deepEqual(history.steps, ['/services?t=1h', '/service/x.1?t=1h&before=1']);
  history.back();
  assert.deepEqual([path.value, search.value], ['/services', 't=1h']);
});

test('carries the window and the zone along a link, and nothing else', () => {
  bindAddress(openHistory('/services?t=1h&q=pay&tz=UTC').port);
  assert.equal(hrefTo('/map'), '/map?t=1h&tz=UTC');
  assert.equal(hrefTo('/traces?t=5m'), '/traces?t=5m&tz=UTC');
});

test('carries the comparison among the pages of services, instances and endpoints', () => {
  bindAddress(openHistory('/service/a.1?before=day&events=off&endpoints=slow').port);
  assert.equal(hrefTo('/endpoint/a.1_b'), '/endpoint/a.1_b?before=day&events=off');
  assert.equal(hrefTo('/instance/a.1_c?before=1'), '/instance/a.1_c?before=1&events=off');
  assert.equal(hrefTo('/traces?service=a.1'), '/traces?service=a.1');
  bindAddress(openHistory('/profiling?before=day').port);
  assert.equal(hrefTo('/service/a.1'), '/service/a.1');
});

test('removes a parameter that is empty, and does not write what is already there', () => {
  const history = openHistory('/services?q=a');
  bindAddress(history.port);
  writeParameters({ q: 'a' }, { push: true });
  assert.equal(history.steps.length, 1);
  writeParameters({ q: '' });
  assert.deepEqual(history.steps, ['/services']);
});

test('writes ids without a slash and reads them back, raw ones too', () => {
  const check = (id: string, part: string): void => {
    assert.equal(formatPathId(id), part);
    assert.equal(parsePathId(part), id);
    assert.equal(parsePathId(id), id);
  };
  check('Z2F0ZXdheQ==.1', 'Z2F0ZXdheQ==.1');
  check('a/b+c=.1_d//+', 'a~b-c=.1_d~~-');
  assert.equal(servicePath('a/b.1'), '/service/a~b.1');
  assert.equal(endpointPath('a.1_b'), '/endpoint/a.1_b');
});

test('matches a path with the pattern of a page', () => {
  const check = (pattern: string, at: string, expected: Record<string, string> | undefined): void =>
    assert.deepEqual(matchRoute(pattern, at), expected);
  check('/services', '/services', {});
  check('/services', '/services/', {});
  check('/services', '/service', undefined);
  check('/service/:id', '/service/a%2Fb.1', { id: 'a/b.1' });
  check('/service/:id', '/service/', undefined);
  check('/service/:id', '/service/%E0%A4%A', { id: '%E0%A4%A' });
});
