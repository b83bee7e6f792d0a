import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Books, openBooks } from '../kill/books.ts';
import { readHash, readInventory } from '../kill/inventory.ts';
import { startServer } from '../kill/server-process.ts';
import { createSandbox, type Sandbox } from './maliang-process.ts';
import { postJson } from './post-json.ts';

const inFlight = 32;
const rounds = Array.from({ length: 10 }, (_, round) => round + 1);

let books: Books;
let sandbox: Sandbox;
beforeEach(async () => {
  books = await openBooks(1_500);
  sandbox = await createSandbox({ OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: books.baseUrl });
});
afterEach(async () => {
  await books.close();
  await sandbox.remove();
});

it.each(rounds)('keeps and answers all of 32 under way at SIGTERM, time %i of 10', async () => {
  const server = await startServer(sandbox);
  const asking = Array.from({ length: inFlight }, (_, place) =>
    postJson(`${server.url}/v1/images/generations`, {
      prompt: `fox ${place}`,
      model: 'gpt-image-2',
      response_format: 'url',
    }),
  );
  while (books.charges.length < inFlight) await sleep(5);
  const stopped = server.stop();
  const answers = await Promise.all(asking);
  expect(answers.map(({ status }) => status)).toEqual(Array(inFlight).fill(200));
  expect(await stopped).toBe(0);
  const again = await startServer(sandbox);
  const shown = await readInventory(again.url);
  const hashes = shown.map(({ data }) => readHash(again.url, data[0]?.name ?? ''));
  expect((await Promise.all(hashes)).sort()).toEqual(
    books.charges.map(({ sha256 }) => sha256).sort(),
  );
  await again.stop();
});

it('stops at once where nothing was sent', async () => {
  const server = await startServer(sandbox);
  const before = performance.now();
  expect(await server.stop()).toBe(0);
  expect(performance.now() - before).toBeLessThan(3_000);
});
