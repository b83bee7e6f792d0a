import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type ServeProcess, startProgram } from '../e2e/maliang-process.ts';
import { call, connectHttp } from '../e2e/mcp-client.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type Call, isSync, isWrite, readTrace, straceWords } from './trace.ts';

const rounds = 5;
const ways = ['json b64', 'json url', 'stream', 'mcp'] as const;
type Way = (typeof ways)[number];

/** What one picture was answered with, and how. */
interface Painted {
  way: Way;
  id: string;
}

describe('every paid picture is durable before the first byte of its answer', () => {
  let upstream: FakeUpstream;
  let folder: string;
  let calls: Call[];
  const painted: Painted[] = [];

  beforeAll(async () => {
    upstream = await startFakeUpstream();
    upstream.mode((seen) => ({
      mode: seen.json?.stream === true ? 'sse' : 'b64',
      bytes: 300_000,
    }));
    folder = await mkdtemp(join(tmpdir(), 'maliang-trace-'));
    const trace = join(folder, 'trace');
    const server = await startProgram(
      ['strace', ...straceWords, '-o', trace, process.execPath, bundle, 'serve'],
      { API_KEY: 'sk-operator', API_BASE_URL: upstream.origin },
    );
    for (let round = 0; round < rounds; round += 1) {
      for (const way of ways) painted.push({ way, id: await paint[way](server) });
    }
    await server.stop();
    calls = await readTrace(trace, server.pid);
  }, 120_000);
  afterAll(async () => {
    await upstream.close();
    await rm(folder, { recursive: true, force: true });
  });

  it(`in ${rounds * ways.length} generations over REST, as a stream and over MCP`, () => {
    expect(upstream.charges).toBe(rounds * ways.length);
    expect(new Set(painted.map(({ id }) => id)).size).toBe(rounds * ways.length);
    for (const one of painted) {
      const steps = stepsOf(one, calls);
      const order = steps.map(([, place]) => place);
      expect(order, describeSteps(one, steps)).toEqual(order.toSorted((a, b) => a - b));
      expect(
        order.every((place) => place >= 0),
        describeSteps(one, steps),
      ).toBe(true);
      console.log(describeSteps(one, steps));
    }
  });
});

const prompt = { model: 'gpt-image-2', prompt: 'a fox' } as const;

const paint: Record<Way, (server: ServeProcess) => Promise<string>> = {
  'json b64': (server) => askRest(server, 'b64_json'),
  'json url': (server) => askRest(server, 'url'),
  async stream(server) {
    const asked = { ...prompt, stream: true, partial_images: 1 } as const;
    for await (const event of await clientOf(server).images.generate(asked)) {
      if (event.type !== 'image_generation.completed') continue;
      return (event as unknown as { maliang: { id: string } }).maliang.id;
    }
    throw new Error('the stream ended without a picture');
  },
  async mcp(server) {
    const client = await connectHttp(server.url, '2025');
    const { structured } = await call(client, 'generate_image', { ...prompt });
    await client.close();
    return String(structured?.job_id);
  },
};

function clientOf(server: ServeProcess): OpenAI {
  return new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
}

async function askRest(server: ServeProcess, format: 'url' | 'b64_json'): Promise<string> {
  const asked = { ...prompt, response_format: format };
  const { response } = await clientOf(server).images.generate(asked).withResponse();
  return response.headers.get('x-maliang-generation-id') ?? '';
}

type Step = [name: string, place: number];

/** When each step of one picture was over, and when its answer began; -1 where it never was. */
function stepsOf({ way, id }: Painted, calls: readonly Call[]): Step[] {
  const isSpool = ({ on }: Call) => on.includes('/spool/') && basename(on).startsWith(`${id}.`);
  const spooled = calls.filter(isSpool);
  const stem =
    basename(spooled[0]?.on ?? '')
      .split('.')[2]
      ?.split('@')[0] ?? '';
  const lastWrite = spooled.findLast(isWrite)?.ends ?? -1;
  const synced = spooled.find((one) => isSync(one) && one.begins > lastWrite)?.ends ?? -1;
  const named = calls.find(
    (one) =>
      /^(link|rename)/.test(one.name) && !one.failed && one.words.includes(`/assets/${stem}.`),
  );
  const linked = named?.ends ?? -1;
  const inFolder = calls.find(
    (one) => isSync(one) && one.on.endsWith('/assets') && one.begins > linked,
  );
  const folder = inFolder?.ends ?? -1;
  const log = calls.filter(({ on }) => on.endsWith('/maliang.db-wal'));
  const row = log.find((one) => isWrite(one) && one.begins > folder && one.words.includes(stem));
  const commit = log.find((one) => isSync(one) && one.begins > (row?.ends ?? Infinity));
  return [
    ['write', lastWrite],
    ['fsync of the spool', synced],
    ['link into the folder', linked],
    ['fsync of the folder', folder],
    ['row', row?.ends ?? -1],
    ['fsync of its commit', commit?.ends ?? -1],
    ['answer', answerOf(way, id, stem, calls)],
  ];
}

/** The first byte that could tell of the picture: the status, or what a stream begins it with. */
function answerOf(way: Way, id: string, stem: string, calls: readonly Call[]): number {
  const sent = calls.filter((one) => isWrite(one) && /^TCP/.test(one.on));
  const tells = (word: string) => sent.find(({ words }) => words.includes(word));
  if (way === 'mcp') return tells(stem)?.begins ?? -1;
  const opened = tells(`x-maliang-generation-id: ${id}`);
  if (way !== 'stream' || !opened) return opened?.begins ?? -1;
  const completed = sent.find(
    (one) =>
      one.on === opened.on &&
      one.begins >= opened.begins &&
      one.words.includes('image_generation.completed'),
  );
  return completed?.begins ?? -1;
}

function describeSteps({ way, id }: Painted, steps: readonly Step[]): string {
  return `${id} (${way}): ${steps.map(([name, place]) => `${name} ${place}`).join(' → ')}`;
}
