import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { takeTurns } from './take-turns.ts';

it('does calls of one key one after the other, and those of another meanwhile', async () => {
  const inTurn = takeTurns();
  const log: string[] = [];
  const work = (name: string, ms: number) => async () => {
    log.push(`${name} begins`);
    await sleep(ms);
    log.push(`${name} ends`);
    return name;
  };
  const all = [inTurn('a', work('1', 20)), inTurn('a', work('2', 1)), inTurn('b', work('3', 1))];
  expect(await Promise.all(all)).toEqual(['1', '2', '3']);
  expect(log).toEqual(['1 begins', '3 begins', '3 ends', '1 ends', '2 begins', '2 ends']);
});

it('goes on behind a call that failed', async () => {
  const inTurn = takeTurns();
  const failed = inTurn('a', async () => {
    throw new Error('no');
  });
  const next = inTurn('a', async () => 'yes');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

it('begins at once what goes ahead, and lets later turns wait for all of it', async () => {
  const inTurn = takeTurns();
  const log: string[] = [];
  const work = (name: string, ms: number) => async () => {
    log.push(`${name} begins`);
    await sleep(ms);
    log.push(`${name} ends`);
  };
  const first = inTurn('a', work('turn', 20));
  await sleep(5);
  const ahead = [inTurn.ahead('a', work('mark 1', 40)), inTurn.ahead('a', work('mark 2', 30))];
  const failed = inTurn.ahead('a', async () => {
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await inTurn('a', work('next', 1));
  await Promise.all([first, ...ahead]);
  expect(log.slice(0, 3)).toEqual(['turn begins', 'mark 1 begins', 'mark 2 begins']);
  expect(log.slice(-2)).toEqual(['next begins', 'next ends']);
});
