import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox } from '../e2e/maliang-process.ts';
import { startFakeLsky } from '../fakes/lsky.ts';
import { type Books, openBooks } from './books.ts';
import { readHash, readInventory, type Shown } from './inventory.ts';
import { askPersistently, type Told } from './persistent-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** What came out of all rounds; everything but the first block has to be 0. */
export interface Counts {
  rounds: number;
  requests: number;
  charges: number;
  answered: number;
  replayed: number;
  /** Generations that the kill cut off, and that were ended with their images all the same. */
  rescued: number;
  unknown: number;
  slowestStartMs: number;

  /** Answered pictures that are not there any more, or are others. */
  lostOrChanged: number;
  /** Rows of images whose file is not there, or is another. */
  rowsWithoutFile: number;
  chargesWithoutRow: number;
  promptsChargedTwice: number;
  /** Unknown outcomes of which the whole answer had arrived before the kill. */
  wronglyUnknown: number;
  /** Generations that nobody will ever end. */
  neverEnded: number;
  /** Clients that were told anything but a picture or an unknown outcome. */
  otherwiseRefused: number;
}

/** Requests of one round. */
export const atOnce = 8;
/** How long a picture takes at most, in milliseconds. */
export const longestMs = 700;
/** What lies in the sockets when the last byte has been handed over need not have been read. */
const arrivalMs = 250;

/** Round by round: eight requests under way, a kill at any moment, a start on the same folder. */
export async function runRounds(rounds: number): Promise<Counts> {
  const books = await openBooks(longestMs);
  const lsky = await startFakeLsky({ latencyMs: longestMs / 2 });
  const sandbox = await createSandbox({
    OPENAI_API_KEY: 'sk-books',
    OPENAI_BASE_URL: books.baseUrl,
    LOG_LEVEL: 'info',
  });
  const hosted = {
    ...sandbox,
    env: { ...sandbox.env, IMAGE_HOSTING_URL: lsky.uploadUrl, IMAGE_HOSTING_TOKEN: lsky.token },
  };
  const told: Told[] = [];
  const killedAt = new Map<string, number>();
  let slowestStartMs = 0;
  let rescued = 0;
  let server: ServerProcess | undefined;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const place = round % 3 === 2 ? hosted : sandbox;
      const start = async () => {
        server = await startServer(place);
        slowestStartMs = Math.max(slowestStartMs, server.readyMs);
        return server;
      };
      const first = await start();
      let { url } = first;
      const safety = round % 4 < 2 ? 'retry-count' : 'idempotency-key';
      const prompts = Array.from({ length: atOnce }, (_, place) => `round ${round}, fox ${place}`);
      const asking = prompts.map((prompt) => askPersistently(prompt, safety, () => url));
      // A failure before the restart is told after it.
      void Promise.allSettled(asking);
      await killMoment(round, books);
      for (const prompt of prompts) killedAt.set(prompt, Date.now());
      await first.kill();
      const second = await start();
      url = second.url;
      told.push(...(await Promise.all(asking)));
      rescued += countRescued(second.log());
      if (round < rounds - 1) await second.stop();
    }
    const url = server?.url ?? '';
    const shown = await settledInventory(url);
    const hashes = await readHashes(url, shown);
    const measured = { rounds, rescued, slowestStartMs };
    return count({ ...measured, told, shown, hashes, charges: books.charges, killedAt });
  } finally {
    await server?.kill();
    await books.close();
    await lsky.close();
    await sandbox.remove();
  }
}

/** Any moment, and in every other round one while an image is on its way to the disk. */
export async function killMoment(round: number, books: Books): Promise<void> {
  if (round % 2 === 0) return sleep(Math.random() * longestMs * 1.5);
  await books.nextFinished();
  await sleep(Math.random() * 12);
}

/** Of generations that were ended with their images, in what a server has logged. */
export function countRescued(log: string): number {
  const ended = log
    .split('\n')
    .filter((line) => line.includes('a generation left behind was ended'));
  return ended.filter((line) => !line.includes('"code"')).length;
}

/** What nobody waits for ends too, a moment later. */
export async function settledInventory(url: string): Promise<Shown[]> {
  for (let tries = 0; ; tries += 1) {
    const shown = await readInventory(url);
    if (tries === 50 || shown.every(isOver)) return shown;
    await sleep(200);
  }
}

/** Of everything that is shown, by name. */
export async function readHashes(
  url: string,
  shown: readonly Shown[],
): Promise<Map<string, string | undefined>> {
  const hashes = new Map<string, string | undefined>();
  for (const { name } of shown.flatMap(({ data }) => data)) {
    hashes.set(name, await readHash(url, name));
  }
  return hashes;
}

const isOver = ({ state }: Shown) => state !== 'accepted' && state !== 'sent';

/** What is known of all rounds when they are over. */
export interface Evidence {
  rounds: number;
  rescued: number;
  told: Told[];
  shown: Shown[];
  /** Of the files as they are shown, by name. */
  hashes: Map<string, string | undefined>;
  charges: { prompt: string; sha256: string; finishedAt: number | undefined }[];
  killedAt: Map<string, number>;
  slowestStartMs: number;
}

/** Compares what clients were told, what the records show and what the books say. */
export function count({ told, shown, hashes, charges, killedAt, ...rest }: Evidence): Counts {
  const images = shown.flatMap(({ prompt, data }) => data.map((image) => ({ prompt, ...image })));
  const isThere = (prompt: string, sha256: string) =>
    images.some((image) => image.prompt === prompt && hashes.get(image.name) === sha256);
  const hadArrived = ({ prompt }: { prompt: string }) =>
    charges.some(
      (charge) =>
        charge.prompt === prompt &&
        charge.finishedAt !== undefined &&
        charge.finishedAt < (killedAt.get(prompt) ?? 0) - arrivalMs,
    );
  const prompts = charges.map(({ prompt }) => prompt);
  const unknown = shown.filter(({ state }) => state === 'outcome_unknown');
  const given = told.filter(({ sha256 }) => sha256 !== undefined);
  return {
    ...rest,
    requests: told.length,
    charges: charges.length,
    answered: given.length,
    replayed: told.filter(({ replayed }) => replayed).length,
    unknown: unknown.length,
    lostOrChanged: given.filter(
      ({ prompt, sha256 = '' }) =>
        !isThere(prompt, sha256) ||
        !charges.some((charge) => charge.prompt === prompt && charge.sha256 === sha256),
    ).length,
    rowsWithoutFile: images.filter(({ name, sha256 }) => hashes.get(name) !== sha256).length,
    chargesWithoutRow: prompts.filter((prompt) => !shown.some((row) => row.prompt === prompt))
      .length,
    promptsChargedTwice: prompts.length - new Set(prompts).size,
    wronglyUnknown: unknown.filter(hadArrived).length,
    neverEnded: shown.filter((row) => !isOver(row)).length,
    otherwiseRefused: told.filter(({ code }) => code !== undefined && code !== 'outcome_unknown')
      .length,
  };
}

/** What has to be 0. */
export function faults(counts: Counts): Partial<Counts> {
  const { lostOrChanged, rowsWithoutFile, chargesWithoutRow, promptsChargedTwice } = counts;
  const { wronglyUnknown, neverEnded, otherwiseRefused } = counts;
  const lost = { lostOrChanged, rowsWithoutFile, chargesWithoutRow, promptsChargedTwice };
  return { ...lost, wronglyUnknown, neverEnded, otherwiseRefused };
}

/** All of them at 0. */
export const noFaults: Partial<Counts> = {
  lostOrChanged: 0,
  rowsWithoutFile: 0,
  chargesWithoutRow: 0,
  promptsChargedTwice: 0,
  wronglyUnknown: 0,
  neverEnded: 0,
  otherwiseRefused: 0,
};
