import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../../test/fakes/loopback.ts';
import { readInPace, watchAnswer, watchRest } from './pace.ts';

/** However it closes: whoever writes to a connection that is cut gets an error. */
const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

const pace = { everyMs: 60, minBytes: 100 };

/** A server that reads bodies in pace; a connection to it that has said its head. */
async function open(length: number) {
  const outcome = { body: '', failed: false };
  const server = await serve(async (incoming, outgoing) => {
    try {
      outcome.body = await readInPace(incoming, () => text(incoming), pace);
      await sleep(150);
      outgoing.end('done');
    } catch {
      outcome.failed = true;
    }
  });
  const socket = connect(server.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`);
  return { socket, outcome };
}

describe('a body', () => {
  it.each([
    ['nothing', 0],
    ['a byte now and then', 20],
  ])('of which %s comes is cut off', async (_, everyMs) => {
    const { socket, outcome } = await open(10_000);
    const trickle = everyMs && setInterval(() => socket.write('x'), everyMs);
    const begin = performance.now();
    await closed(socket);
    clearInterval(trickle);
    expect(performance.now() - begin).toBeLessThan(1000);
    await expect.poll(() => outcome.failed).toBe(true);
  });

  it('that comes slowly is read, and its answer may take as long as it likes', async () => {
    const { socket, outcome } = await open(2000);
    for (let sent = 0; sent < 20; sent += 1) {
      socket.write('x'.repeat(100));
      await sleep(15);
    }
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('done');
    expect(outcome.body).toHaveLength(2000);
  });
});

/** A connection to a server whose answers are watched, and whether it was cut. */
async function ask(answer: (outgoing: ServerResponse) => void, stallMs: number) {
  const outcome = { closed: false };
  const server = await serve((_, outgoing) => {
    outgoing.on('close', () => {
      outcome.closed = true;
    });
    watchAnswer(outgoing, { everyMs: 100, minBytes: 1024 * 1024 }, stallMs);
    answer(outgoing);
  });
  const socket = connect(server.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  return { socket, outcome };
}

const size = 64 * 1024 * 1024;

function sendAll(outgoing: ServerResponse): void {
  outgoing.writeHead(200, { 'content-length': size });
  outgoing.end(Buffer.alloc(size));
}

describe('an answer', () => {
  it('that nobody takes is cut off', async () => {
    const { socket, outcome } = await ask(sendAll, 100);
    socket.pause();
    await expect.poll(() => outcome.closed, { timeout: 3000 }).toBe(true);
  });

  it('that nobody takes is cut off also where it was long in coming', async () => {
    const { socket, outcome } = await ask((outgoing) => {
      setTimeout(() => sendAll(outgoing), 350);
    }, 100);
    socket.pause();
    await sleep(300);
    expect(outcome.closed).toBe(false);
    await expect.poll(() => outcome.closed, { timeout: 3000 }).toBe(true);
  });

  it('that is taken far too slowly is cut off', async () => {
    const piece = 256 * 1024;
    const { socket, outcome } = await ask((outgoing) => {
      const endless = new Readable({
        highWaterMark: piece,
        read() {
          this.push(Buffer.alloc(piece));
        },
      });
      endless.pipe(outgoing);
    }, 10_000);
    socket.pause();
    // A tenth of the pace: it never stalls, and never gets far.
    const sip = setInterval(() => void socket.read(piece), 250);
    await expect.poll(() => outcome.closed, { timeout: 8000 }).toBe(true);
    clearInterval(sip);
  });

  it('that is taken slowly comes to its end', async () => {
    const { socket } = await ask(sendAll, 100);
    let taken = 0;
    for await (const chunk of socket) {
      taken += (chunk as Buffer).length;
      if (taken > size) break;
      if (taken % 7 === 0) await sleep(1);
    }
    expect(taken).toBeGreaterThan(size);
  });
});

describe('what is still sent when the answer is out', () => {
  it('comes in pace, or the connection is cut', async () => {
    const server = await serve((incoming, outgoing) => {
      watchRest(incoming, outgoing, pace);
      outgoing.end('no');
    });
    const socket = connect(server.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n');
    const trickle = setInterval(() => socket.write('x'), 20);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('no');
    await closed(socket);
    clearInterval(trickle);
  });

  it('is read to its end, and the connection goes on', async () => {
    const server = await serve((incoming, outgoing) => {
      watchRest(incoming, outgoing, pace);
      outgoing.end('no');
    });
    const socket = connect(server.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const head = 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n';
    socket.write(head);
    await once(socket, 'data');
    socket.write('x'.repeat(2000));
    await sleep(150);
    socket.write(head);
    expect(String((await once(socket, 'data'))[0])).toContain('no');
  });
});
