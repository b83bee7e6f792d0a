import { once } from 'node:events';
import { request as openRequest, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../test/fakes/loopback.ts';
import { watchLeaving } from './asking.ts';
import type { HttpContext } from './context.ts';

/** A server that answers after a while, and how often it was told that somebody left. */
async function serveJob(abortsWhenLeft: boolean) {
  const told = { left: 0, asked: 0 };
  const left = async () => {
    told.left += 1;
  };
  const job = abortsWhenLeft ? { left, abortsWhenLeft } : { left };
  const server = await serve((incoming, outgoing: ServerResponse) => {
    told.asked += 1;
    watchLeaving({ env: { incoming, outgoing } } as HttpContext, job);
    setTimeout(() => outgoing.end('here'), 150);
  });
  return { ...server, told };
}

/** Asks, and hangs up before there is an answer. */
async function askAndLeave(origin: string, told: { asked: number }): Promise<void> {
  const request = openRequest(origin).on('error', () => undefined);
  request.end();
  await expect.poll(() => told.asked, { interval: 5 }).toBe(1);
  request.destroy();
  await sleep(250);
}

describe('watchLeaving', () => {
  it('tells a job that stops when it is left that its connection closed', async () => {
    const { origin, told } = await serveJob(true);
    await askAndLeave(origin, told);
    expect(told.left).toBe(1);
  });

  it('tells nothing of an answer that was handed over', async () => {
    const { origin, told } = await serveJob(true);
    const [answer] = await once(openRequest(origin).end(), 'response');
    await once(answer.resume(), 'end');
    await sleep(20);
    expect(told.left).toBe(0);
  });

  it('leaves every other job alone', async () => {
    const { origin, told } = await serveJob(false);
    await askAndLeave(origin, told);
    expect(told.left).toBe(0);
  });
});
