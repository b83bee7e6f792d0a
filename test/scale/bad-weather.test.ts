import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postJson } from '../e2e/post-json.ts';
import { readHash, type Shown } from '../kill/inventory.ts';
import { adminKey, startTopology, type Topology } from './topology.ts';

const admin = { authorization: `Bearer ${adminKey}` };
let all: Topology;

beforeAll(async () => {
  all = await startTopology(600, { QUEUE_CONCURRENCY: '2' });
});
afterAll(() => all.close());

const paint = (url: string, body: object, headers: Record<string, string> = admin) =>
  postJson(`${url}/v1/images/generations`, { model: 'gpt-image-2', ...body }, headers);

async function readAll(prompts: readonly string[]): Promise<Shown[]> {
  const answer = await fetch(`${all.url}/v1/generations?limit=100`, { headers: admin });
  const { data } = (await answer.json()) as { data: Shown[] };
  return data.filter(({ prompt }) => prompts.includes(prompt));
}

async function createKey(scopes: object): Promise<Record<string, string>> {
  const { json } = await postJson(`${all.url}/v1/keys`, { name: 'key', ...scopes }, admin);
  return { authorization: `Bearer ${(json as unknown as { secret: string }).secret}` };
}

const chargesOf = (wanted: string) => all.books.charges.filter(({ prompt }) => prompt === wanted);
const isOver = ({ state }: Shown) => state !== 'accepted' && state !== 'sent';

it('loses none of 30 jobs and pays none twice when a replica is killed among them', async () => {
  const [victim] = all.replicas;
  const prompts = Array.from({ length: 30 }, (_, place) => `job ${place}`);
  const taken = await Promise.all(
    prompts.map((prompt) => paint(victim.url, { prompt, async: true })),
  );
  expect(taken.map(({ status }) => status)).toEqual(prompts.map(() => 202));
  await expect.poll(() => all.books.charges.length, { interval: 5 }).toBeGreaterThanOrEqual(8);
  await victim.kill();
  // Two at most were under way there; all that had not been sent goes on elsewhere meanwhile.
  const ended = async () => (await readAll(prompts)).filter(isOver).length;
  await expect.poll(ended, { timeout: 30_000 }).toBeGreaterThanOrEqual(28);
  await victim.start();
  await expect.poll(ended, { timeout: 30_000 }).toBe(30);
  for (const { prompt, state, data } of await readAll(prompts)) {
    const [charge, ...more] = chargesOf(prompt);
    expect(more).toEqual([]);
    if (state === 'outcome_unknown') continue;
    expect([prompt, state]).toEqual([prompt, expect.stringMatching(/^(?:hosted|durable)$/)]);
    // What lay on the killed one's disk is shown once that is in front of nginx again.
    const shown = () => readHash(all.url, data[0]?.name ?? '');
    await expect.poll(shown, { timeout: 10_000 }).toBe(charge?.sha256);
  }
  const states = (await readAll(prompts)).map(({ state }) => state);
  expect(states.filter((state) => state === 'outcome_unknown').length).toBeLessThanOrEqual(2);
});

it('lets nobody past a limit while the database restarts, but has them wait', async () => {
  const key = await createKey({ rpm: 5 });
  await all.postgres.stop();
  const asking = Array.from({ length: 12 }, (_, place) =>
    paint(all.replicas[place % 3]?.url ?? '', { prompt: 'in between' }, key),
  );
  await sleep(1000);
  await all.postgres.start();
  const statuses = (await Promise.all(asking)).map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array(5).fill(200), ...Array(7).fill(429)]);
  expect(chargesOf('in between')).toHaveLength(5);
});

it('says that the database is away, and that another try may help', async () => {
  const key = await createKey({ rpm: 5 });
  await all.postgres.stop();
  const { status, headers, json } = await paint(all.replicas[1].url, { prompt: 'without' }, key);
  await all.postgres.start();
  expect([status, json.error.code]).toEqual([503, 'store_unreachable']);
  expect(headers.get('x-should-retry')).toBe('true');
  expect(chargesOf('without')).toEqual([]);
}, 60_000);
