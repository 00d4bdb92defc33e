import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boardConfiguration, row, tabs, whole } from './board.ts';

test('lays rows below each other and parts beside each other, each with a number of its own', () => {
  const part = (type: string) => ({ type });
  const rows = [
    row(6, part('a'), part('b'), part('c')),
    row(50, tabs({ One: whole(part('d'), 40), Two: [row(5, part('e'), part('f'))] })),
  ];
  const board = { layer: 'GENERAL', entity: 'Service', name: 'Some', rows } as const;
  assert.deepEqual(JSON.parse(boardConfiguration(board)), {
    layer: 'GENERAL',
    entity: 'Service',
    name: 'Some',
    isRoot: false,
    children: [
      { x: 0, y: 0, w: 8, h: 6, i: '0', type: 'a' },
      { x: 8, y: 0, w: 8, h: 6, i: '1', type: 'b' },
      { x: 16, y: 0, w: 8, h: 6, i: '2', type: 'c' },
      {
        x: 0,
        y: 6,
        w: 24,
        h: 50,
        i: '3',
        type: 'Tab',
        children: [
          { name: 'One', children: [{ x: 0, y: 0, w: 24, h: 40, i: '4', type: 'd' }] },
          {
            name: 'Two',
            children: [
              { x: 0, y: 0, w: 12, h: 5, i: '5', type: 'e' },
              { x: 12, y: 0, w: 12, h: 5, i: '6', type: 'f' },
            ],
          },
        ],
      },
    ],
  });
});
