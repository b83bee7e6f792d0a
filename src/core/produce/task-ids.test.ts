import { expect, it } from 'vitest';
import { readTaskIds, writeTaskIds } from './task-ids.ts';

it('reads what it wrote, whatever the upstream calls its tasks', () => {
  const ids = new Map([
    [0, 'https://api.test/poll?id=7 8'],
    [4, '12 34'],
    [8, '{"a":1}'],
  ]);
  expect(readTaskIds(writeTaskIds(ids))).toEqual(ids);
});

it('finds nothing in what an earlier version wrote for several calls: the last one’s id', () => {
  expect(readTaskIds('task-9')).toEqual(new Map());
});
