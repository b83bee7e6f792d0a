import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postJson, type WireAnswer } from '../e2e/post-json.ts';
import { adminKey, startTopology, type Topology } from './topology.ts';

const admin = { authorization: `Bearer ${adminKey}` };
let all: Topology;

beforeAll(async () => {
  all = await startTopology(300, { SECRET: 'door', RATE_LIMIT: '7' });
});
afterAll(() => all.close());

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

/** Every way in: each replica, and nginx in front of all. */
const ways = () => [...all.replicas.map(({ url }) => url), all.url];

const paint = (url: string, body: object, headers: Record<string, string> = admin) =>
  postJson(`${url}/v1/images/generations`, { model: 'gpt-image-2', ...body }, headers);

async function createKey(scopes: object): Promise<string> {
  const { json } = await postJson(`${all.url}/v1/keys`, { name: 'key', ...scopes }, admin);
  return (json as unknown as { secret: string }).secret;
}

/** So many that ask at once, each replica in turn; how many there were of each status or code. */
async function burst(asking: number, ask: (url: string, place: number) => Promise<Answer>) {
  const answers = await Promise.all(
    Array.from({ length: asking }, (_, place) => ask(all.replicas[place % 3]?.url ?? '', place)),
  );
  const counts: Record<string, number> = {};
  for (const { status, json } of answers) {
    const word = status === 200 ? 'painted' : (json.error?.code ?? String(status));
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}

interface Answer {
  status: number;
  json: WireAnswer;
}

const chargesOf = (prompt: string) =>
  all.books.charges.filter((charge) => charge.prompt === prompt);

async function hashAt(url: string): Promise<string> {
  const answer = await fetch(url);
  expect([url, answer.status]).toEqual([url, 200]);
  return createHash('sha256')
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest('hex');
}

describe('a generation made on one replica', () => {
  let id = '';
  let hostedUrl = '';
  let sha256 = '';

  beforeAll(async () => {
    const body = { prompt: 'a fox for all', response_format: 'url' };
    const { status, headers, json } = await paint(all.replicas[0].url, body);
    expect(status).toBe(200);
    id = headers.get('x-maliang-generation-id') ?? '';
    hostedUrl = json.data[0]?.url ?? '';
    sha256 = all.books.charges.find(({ prompt }) => prompt === 'a fox for all')?.sha256 ?? '';
  });

  it('is shown by the bucket, through nginx', async () => {
    expect(hostedUrl).toMatch(new RegExp(`^${all.url}/pictures/images/[a-z2-7]{26}\\.png$`));
    expect(await hashAt(hostedUrl)).toBe(sha256);
  });

  it('is told by every replica, in its record, its events and the history', async () => {
    for (const url of ways()) {
      const get = (path: string) => fetch(`${url}/v1/generations${path}`, { headers: admin });
      const record = (await (await get(`/${id}`)).json()) as { id: string; state: string };
      expect(record).toMatchObject({ id, state: 'hosted', data: [{ url: hostedUrl }] });
      expect(await (await get(`/${id}/events`)).text()).toContain('event: generation.ended');
      const { data } = (await (await get('?limit=5')).json()) as { data: { id: string }[] };
      expect(data.map((one) => one.id)).toContain(id);
    }
  });

  it('has its image under the address of every replica', async () => {
    const name = hostedUrl.split('/').at(-1);
    for (const url of ways()) expect(await hashAt(`${url}/i/${name}`)).toBe(sha256);
    const other = await fetch(`${all.replicas[1].url}/i/${name}`, { redirect: 'manual' });
    expect([other.status, other.headers.get('location')]).toEqual([302, hostedUrl]);
  });

  it('can be edited on another one', async () => {
    const { headers } = await paint(all.replicas[0].url, { prompt: 'to be edited' });
    const made = await fetch(
      `${all.url}/v1/generations/${headers.get('x-maliang-generation-id')}`,
      { headers: admin },
    );
    const { data } = (await made.json()) as { data: { id: string }[] };
    const answer = await postJson(
      `${all.replicas[2].url}/v1/images/edits`,
      { prompt: 'edited', model: 'gpt-image-2', images: [{ file_id: data[0]?.id }] },
      admin,
    );
    expect([answer.status, answer.json.error]).toEqual([200, undefined]);
  });

  it('is followed on another one while it is made', async () => {
    const { json } = await paint(all.replicas[0].url, { prompt: 'followed', async: true });
    const path = `/v1/generations/${(json as unknown as { id: string }).id}/events`;
    const events = await fetch(all.replicas[1].url + path, { headers: admin });
    const told = await events.text();
    expect(told).toContain('event: generation.ended');
    expect(told).toContain('"state":"hosted"');
  });
});

describe('over three replicas', () => {
  it('twenty twins at once with one Idempotency-Key are one charge and one image', async () => {
    const headers = { ...admin, 'idempotency-key': 'twenty twins' };
    const hashes = new Set<string>();
    const counts = await burst(20, async (url) => {
      const answer = await paint(url, { prompt: 'twins' }, headers);
      const bytes = Buffer.from(answer.json.data?.[0]?.b64_json ?? '', 'base64');
      hashes.add(createHash('sha256').update(bytes).digest('hex'));
      return answer;
    });
    expect(counts).toEqual({ painted: 20 });
    expect(chargesOf('twins').map(({ sha256 }) => sha256)).toEqual([...hashes]);
  });

  it('a key of 60 requests a minute has exactly 60 of 300 at once accepted', async () => {
    const key = await createKey({ rpm: 60 });
    const ask = (url: string) => paint(url, { prompt: 'sixty' }, bearer(key));
    expect(await burst(300, ask)).toEqual({ painted: 60, rate_limited: 240 });
    expect(chargesOf('sixty')).toHaveLength(60);
  });

  it('a key with a budget for 50 images has exactly 50 of 200 at once charged', async () => {
    const key = await createKey({ images_per_day: 50 });
    const ask = (url: string) => paint(url, { prompt: 'fifty' }, bearer(key));
    expect(await burst(200, ask)).toEqual({ painted: 50, budget_exceeded: 150 });
    expect(chargesOf('fifty')).toHaveLength(50);
  });

  it('a key of four at once has four of 30 accepted, and four more when they have ended', async () => {
    const key = await createKey({ concurrent: 4 });
    for (const prompt of ['four', 'four more']) {
      const ask = (url: string) => paint(url, { prompt, async: true }, bearer(key));
      const release = all.books.hold();
      const counts = await burst(30, ask);
      release();
      expect(counts).toEqual({ 202: 4, too_many_at_once: 26 });
      await expect.poll(() => chargesOf(prompt).every(({ finishedAt }) => finishedAt)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  });

  it('the older routes count an address over all of them', async () => {
    const body = { prompt: 'door', apiKey: 'sk-own', baseURL: all.books.baseUrl };
    const counts = await burst(21, (url) => postJson(`${url}/door/generate_image`, body));
    expect(counts).toMatchObject({ painted: 7 });
  });
});
