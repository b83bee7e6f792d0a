import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Key } from '../../../src/core/key.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { accepted, ended, sampleAsset, sampleGeneration } from '../../contract/store-samples.ts';
import { paintWhole } from './painter.ts';

const dayMs = 86_400_000;
const shapes = {
  wide: [1536, 1024],
  tall: [1024, 1536],
  square: [1024, 1024],
  broad: [1792, 768],
} as const;

interface Work {
  /** Days ago. */
  ago: number;
  prompt: string;
  shape?: keyof typeof shapes;
  model?: string;
  owner?: string;
  face?: string;
  usd?: number;
  failed?: string;
}

const blog = 'key_bbbbbbbbbbbbbbbbbbbbbbbbbb';
const cursor = 'key_cccccccccccccccccccccccccc';
const grok = 'grok-imagine-image-2.0';
const flare = 'gpt-image-2.5-flare';

const works: readonly Work[] = [
  { ago: 9, prompt: 'A lighthouse above a stormy sea', shape: 'tall', usd: 0.041 },
  { ago: 9, prompt: '江南水乡，小桥流水', shape: 'wide', owner: cursor, face: 'mcp', usd: 0.062 },
  { ago: 8, prompt: 'Hot air balloons over green hills in the morning', usd: 0.04, model: grok },
  { ago: 8, prompt: 'A small cabin in a pine forest at dusk', shape: 'broad', usd: 0.053 },
  { ago: 7, prompt: '雪山下的湖泊，星空', shape: 'wide', owner: blog, face: 'openai', usd: 0.071 },
  { ago: 6, prompt: 'A whale under the northern lights', shape: 'tall', usd: 0.12, model: flare },
  { ago: 6, prompt: 'Camels crossing the dunes at sunset', shape: 'broad', model: grok, usd: 0.04 },
  { ago: 5, prompt: '竹林里的熊猫', owner: cursor, face: 'mcp', usd: 0.042 },
  { ago: 5, prompt: 'A rocket on the way to Saturn', shape: 'tall', usd: 0.14, model: flare },
  { ago: 4, prompt: 'A torii gate in the sea at dawn', shape: 'wide', owner: blog, usd: 0.083 },
  { ago: 3, prompt: '荷塘月色', shape: 'wide', usd: 0.066 },
  { ago: 3, prompt: 'Koi under red maple leaves', owner: cursor, face: 'mcp', usd: 0.043 },
  { ago: 3, prompt: 'A windmill in a field of tulips', shape: 'tall', model: grok, usd: 0.04 },
  {
    ago: 2,
    prompt: 'A castle on a cliff under the full moon',
    shape: 'wide',
    usd: 0.11,
    model: flare,
  },
  {
    ago: 2,
    prompt: 'A famous actor on a throne',
    failed: 'moderation_blocked',
    owner: cursor,
    face: 'mcp',
  },
  { ago: 2, prompt: '一叶扁舟，远山如黛', shape: 'broad', owner: blog, face: 'openai', usd: 0.055 },
  { ago: 1, prompt: 'A tent under the milky way', shape: 'tall', usd: 0.058 },
  { ago: 1, prompt: 'Lanterns on a river at night', shape: 'wide', owner: cursor, face: 'mcp' },
  { ago: 1, prompt: 'Lanterns on a river at night', shape: 'wide', owner: cursor, face: 'mcp' },
  { ago: 1, prompt: '樱花树下的小猫', usd: 0.044 },
  { ago: 0, prompt: 'An owl in the snow', failed: 'upstream_rate_limited', model: grok },
  { ago: 0, prompt: 'Cranes over misty mountains at sunrise', shape: 'wide', usd: 0.068 },
];

const bare = {
  models: undefined,
  aliases: undefined,
  rpm: undefined,
  concurrent: undefined,
  imagesPerDay: undefined,
  usdPerDay: undefined,
  usdPerMonth: undefined,
  maxN: undefined,
  expiresAt: undefined,
  callerCredentials: false,
};

const reasons: Readonly<Record<string, string>> = {
  moderation_blocked: 'openai refused the prompt or the picture.',
  upstream_rate_limited: 'xai says: too many requests. Wait a moment, or use another model.',
};

/** Fills a data folder with ten days of works of three callers, each with a real picture. */
export async function fillEarlierWorks(directory: string): Promise<void> {
  const folder = join(directory, 'assets');
  await mkdir(folder, { recursive: true });
  const store = await openStore({ directory });
  const now = Date.now();
  const keys: Key[] = [
    { id: blog, name: 'blog', scopes: { ...bare, usdPerDay: 2.5, usdPerMonth: 20 } },
    { id: cursor, name: 'Cursor', scopes: { ...bare, rpm: 30, imagesPerDay: 200 } },
    {
      id: 'key_dddddddddddddddddddddddddd',
      name: 'Mei',
      scopes: { ...bare, models: ['xai/*'], usdPerDay: 0.5, expiresAt: now + 60 * dayMs },
    },
  ].map((key, place) => ({
    ...key,
    createdAt: now - (12 - place) * dayMs,
    revokedAt: undefined,
    lastSpentAt: undefined,
  }));
  for (const key of keys) await store.keys.create(key, key.id);
  for (const [place, work] of works.entries()) {
    const { ago, prompt, shape = 'square', model = 'gpt-image-2', face = 'http', usd } = work;
    const [width, height] = shapes[shape];
    const createdAt = now - ago * dayMs - (works.length - place) * 60_000;
    const generation = sampleGeneration({
      prompt,
      createdAt,
      model,
      face,
      provider: model === grok ? 'xai' : 'openai',
      owner: work.owner ?? 'admin',
      parameters: { n: 1, size: `${width}x${height}`, quality: 'high' },
    });
    await store.journal.append(accepted(generation));
    const last = { at: createdAt + 9000, model, host: 'local' };
    if (work.failed !== undefined) {
      const error = { code: work.failed, message: reasons[work.failed] ?? '' };
      await store.journal.append(ended(generation.id, { ...last, state: 'failed', error }));
      continue;
    }
    const picture = await paintWhole({ prompt, seed: place, width, height });
    const name = `${String.fromCharCode(97 + place).repeat(26)}.png`;
    await writeFile(join(folder, name), picture);
    const asset = sampleAsset({
      generationId: generation.id,
      name,
      width,
      height,
      host: 'local',
      size: picture.length,
      sha256: createHash('sha256').update(picture).digest('hex'),
      createdAt: last.at,
    });
    const cost = usd === undefined ? undefined : { usd, kind: kindOf(model) };
    await store.journal.append({ type: 'asset-durable', asset });
    await store.journal.append(ended(generation.id, { ...last, cost }));
    if (place % 6 === 0) {
      await store.journal.append({ type: 'asset-favoured', id: asset.id, at: now });
    }
  }
  await store.close();
}

function kindOf(model: string): 'exact' | 'estimated' {
  return model === flare ? 'estimated' : 'exact';
}
