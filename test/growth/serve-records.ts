import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { memoryOf } from '../bench/process-tree.ts';
import { startProgram } from '../bench/program.ts';
import { bundle } from '../e2e/maliang-process.ts';
import { planted } from './prompts.ts';
import { quantiles } from './time-operation.ts';

/** What the bundle costs on records, in milliseconds and MiB. */
export interface Serving {
  startMs: number;
  idleMib: number;
  /** After all routes were asked. */
  busyMib: number;
  routes: { path: string; p50: number; p95: number }[];
}

/** Every route that only reads, and goes over many records. */
const paths = [
  '/v1/generations',
  '/v1/generations?limit=100&state=durable,hosted',
  '/v1/generations?favourite=true',
  `/v1/generations?q=${encodeURIComponent(planted.rare.chinese)}`,
  `/v1/generations?q=${planted.common.english}`,
  '/v1/usage',
  '/v1/usage?group_by=model',
  '/v1/generations/ids',
  `/v1/generations/ids?q=${planted.common.english}`,
  '/v1/hosts',
  '/metrics',
  '/readyz',
];
const times = 20;
const longestMs = 5_000;

/** Starts the bundle where the records are, and asks it. */
export async function serveRecords(place: Record<string, string>): Promise<Serving> {
  const home = await mkdtemp(join(tmpdir(), 'maliang-growth-'));
  const env = { HOME: home, DATA_DIR: join(home, 'data'), PORT: '0', LOG_LEVEL: 'warn', ...place };
  const began = performance.now();
  const server = await startProgram(process.execPath, [bundle, 'serve'], { env, cwd: home });
  const startMs = performance.now() - began;
  try {
    const idleMib = memoryOf(server.pid).now;
    const routes = [];
    for (const path of paths) {
      const took = await timeRoute(new URL(path, server.firstLine));
      if (took) routes.push({ path, ...quantiles(took) });
    }
    return { startMs, idleMib, busyMib: memoryOf(server.pid).now, routes };
  } finally {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** Undefined where there is no such route. */
async function timeRoute(url: URL): Promise<number[] | undefined> {
  const took: number[] = [];
  const end = performance.now() + longestMs;
  while (took.length < times && (took.length < 3 || performance.now() < end)) {
    const began = performance.now();
    const { statusCode, body } = await request(url);
    await body.dump({ limit: 2 ** 24 });
    if (statusCode !== 200) return undefined;
    took.push(performance.now() - began);
  }
  return took;
}
