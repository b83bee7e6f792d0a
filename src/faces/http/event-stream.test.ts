import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../../test/fakes/loopback.ts';
import type { HttpContext } from './context.ts';
import { type EventStream, openEventStream } from './event-stream.ts';

/** A server that streams as the test says, and the text and headers its client got. */
async function stream(send: (events: EventStream) => Promise<void>, everyMs?: number) {
  const server = await serve(async (incoming, outgoing) => {
    const context = { env: { incoming, outgoing } } as unknown as HttpContext;
    const events = openEventStream(context, { 'x-more': 'yes' }, everyMs);
    await send(events);
    events.end();
  });
  const client = new Client(server.origin);
  onTestFinished(() => client.close());
  const { headers, body } = await client.request({ method: 'GET', path: '/' });
  return { headers, body };
}

async function* pieces(...texts: string[]) {
  for (const text of texts) {
    await sleep(15);
    yield Buffer.from(text);
  }
}

describe('an event stream', () => {
  it('sends its head at once, then every event as it comes', async () => {
    let go = () => {};
    const may = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { headers, body } = await stream(async (events) => {
      await may;
      await events.send('one', '{"a":1}', '7');
      await events.send('two', pieces('{"b":', '"狐狸"}'));
    });
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      'x-more': 'yes',
    });
    go();
    expect(await body.text()).toBe(
      'id: 7\nevent: one\ndata: {"a":1}\n\nevent: two\ndata: {"b":"狐狸"}\n\n',
    );
  });

  it('says that it is alive while nothing happens, but never inside an event', async () => {
    const { body } = await stream(async (events) => {
      await sleep(50);
      await events.send('one', pieces('1', '2', '3', '4'));
    }, 20);
    const text = await body.text();
    expect(text).toMatch(/^(?:: keepalive\n\n){1,3}event: one\ndata: 1234\n\n/);
  });

  it('knows when its client has left, and sends to nobody without harm', async () => {
    let left = (_: boolean) => {};
    const sawLeaving = new Promise<boolean>((resolve) => {
      left = resolve;
    });
    const { body } = await stream(async (events) => {
      await events.send('one', '1');
      for (let turn = 0; events.isOpen && turn < 200; turn += 1) await sleep(10);
      await events.send('two', '2');
      left(!events.isOpen);
    });
    body.on('error', () => {});
    for await (const _ of body) break;
    expect(await sawLeaving).toBe(true);
  });

  it('waits for a client that takes its time', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    let sent = 0;
    const { body } = await stream(async (events) => {
      const large = async function* () {
        for (; sent < 32; sent += 1) yield megabyte;
      };
      await events.send('large', large());
    });
    await sleep(100);
    expect(sent).toBeLessThan(32);
    let size = 0;
    for await (const chunk of body) size += (chunk as Buffer).length;
    expect(size).toBeGreaterThan(32 * megabyte.length);
  });

  it('cuts off an event that it cannot finish', async () => {
    const thrown = new Error('gone');
    const { body } = await stream(async (events) => {
      const broken = async function* () {
        yield Buffer.from('half');
        throw thrown;
      };
      await expect(events.send('one', broken())).rejects.toBe(thrown);
    });
    await expect(body.text()).rejects.toThrow();
  });
});
