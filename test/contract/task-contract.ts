import { expect, it } from 'vitest';
import type { ProviderEvent } from '../../src/core/provider.ts';
import { collect, providerRequest, rejection } from './provider-request.ts';
import type { WireBench, WireSubject } from './wire-contract.ts';

/** What a provider must do whose upstream works by tasks; modes are `task-…` of the fake. */
export function proveTasks(bench: WireBench, { cancels }: WireSubject): void {
  const idle = () => new AbortController().signal;

  it('tells the task’s id before anything else', async () => {
    const { order, images } = await collect(await bench.paint());
    expect(order[0]).toBe('task');
    expect(images).toHaveLength(1);
  });

  it('goes on with a task by its id alone, and pays nothing more', async () => {
    const { resume, ...provider } = bench.provider();
    let id = '';
    for await (const event of await bench.paint()) {
      if (event.type === 'task') {
        id = event.id;
        break;
      }
    }
    const request = providerRequest({ ...provider });
    const told = await collect((await resume?.(id, request, idle())) ?? nothing());
    expect(told.images[0]?.sha256).toBe(bench.upstream().painted.at(-1)?.sha256);
    expect(told.order).not.toContain('task');
    expect([bench.sent(), bench.charged()]).toEqual([1, 1]);
  });

  it('asks again where a question got lost', async () => {
    bench.upstream().mode('task-shaky');
    expect((await collect(await bench.paint())).images).toHaveLength(1);
    expect(bench.sent()).toBe(1);
  });

  it.each([
    ['task-failed', 'upstream_failed'],
    ['task-moderated', 'moderation_blocked'],
    ['task-gone', 'outcome_unknown'],
  ])('tells %s as %s, which may have cost', async (mode, code) => {
    bench.upstream().mode(mode);
    expect(await bench.fails()).toMatchObject({ code, details: { spent: 'maybe' } });
    expect(bench.sent()).toBe(1);
  });

  it('stops a task upstream when it is told to, and only then', async () => {
    bench.upstream().mode('task-stuck');
    const controller = new AbortController();
    const events = await bench.paint({}, controller.signal);
    const error = await rejection(abortAtProgress(events, controller));
    expect(error).toMatchObject({ code: 'cancelled' });
    const task = [...bench.upstream().tasks.values()].at(-1);
    expect(task?.cancelled).toBe(cancels === true);
  });
}

/** Reads on until it is known that the task waits or runs, then gives it up. */
async function abortAtProgress(
  events: AsyncIterable<ProviderEvent>,
  controller: AbortController,
): Promise<void> {
  for await (const event of events) if (event.type === 'progress') controller.abort();
}

async function* nothing() {}
