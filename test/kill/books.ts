import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBody } from '../fakes/request-body.ts';
import { noisyPicture } from './noisy-picture.ts';

/** One picture that was paid for. */
export interface Charge {
  prompt: string;
  /** Hex, of the picture. */
  sha256: string;
  /** When its last byte had been handed over, in milliseconds since 1970; undefined where it never was. */
  finishedAt: number | undefined;
}

/** A provider that charges for every request it takes, and writes it down. */
export interface Books {
  baseUrl: string;
  charges: Charge[];
  /** Resolves when the next picture's last byte is handed over. */
  nextFinished(): Promise<void>;
  /** Charges from now on, but hands no picture over until the function it gives back is called. */
  hold(): () => void;
  close(): Promise<void>;
}

const pieces = 5;

/** Opens the books; pictures take from 30 to `longestMs` milliseconds, and come in pieces. */
export async function openBooks(longestMs: number): Promise<Books> {
  const charges: Charge[] = [];
  const finished = new EventEmitter();
  let held = Promise.resolve();
  const pause = (share: number) => sleep(Math.random() * longestMs * share);
  const server = createServer((request, response) => {
    paint(request, response).catch(() => response.destroy());
  });

  async function paint(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { json, fields } = await readBody(request);
    const prompt = String(json?.prompt ?? fields?.prompt);
    const picture = noisyPicture(200_000 + Math.floor(Math.random() * 600_000));
    const sha256 = createHash('sha256').update(picture).digest('hex');
    const charge: Charge = { prompt, sha256, finishedAt: undefined };
    charges.push(charge);
    await Promise.all([pause(0.6), held]);
    response.writeHead(200, { 'content-type': 'application/json' });
    const body = JSON.stringify({ created: 1, data: [{ b64_json: picture.toString('base64') }] });
    const size = Math.ceil(body.length / pieces);
    for (let at = 0; at < body.length; at += size) {
      if (response.destroyed) return;
      response.write(body.slice(at, at + size));
      await pause(0.4 / pieces);
    }
    response.end();
    await once(response, 'finish');
    charge.finishedAt = Date.now();
    finished.emit('finished');
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    charges,
    nextFinished: async () => void (await once(finished, 'finished')),
    hold() {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
