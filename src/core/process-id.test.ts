import { expect, it } from 'vitest';
import { createProcessId, isGone } from './process-id.ts';

it('tells processes with the same number apart', () => {
  const [one, other] = [createProcessId('fox', 7), createProcessId('fox', 7)];
  expect(one).toMatch(/^fox:7:[a-z2-7]{8}$/);
  expect(one).not.toBe(other);
});

it.each<[string, boolean]>([
  ['fox:7:aaaaaaaa', false],
  ['fox:7:bbbbbbbb', true],
  ['fox:8:bbbbbbbb', true],
  ['fox:9:bbbbbbbb', false],
  ['hen:8:bbbbbbbb', false],
  ['aword', false],
  ['', false],
])('knows of %s whether it is gone: %s', (processId, gone) => {
  expect(isGone(processId, 'fox:7:aaaaaaaa', (pid) => pid === 9 || pid === 7)).toBe(gone);
});
