/** What one picture costs, as it is published. */
export interface PublishedPrice {
  /** `kind/model`. */
  model: string;
  quality?: string;
  size?: string;
  /** Pictures handed in. */
  inputs?: number;
  /** What the answer counts, where tokens are what is priced. */
  tokens?: { textIn?: number; imageIn?: number; imageOut?: number };
  /** In its currency. */
  price: number;
  /** Default US dollars. */
  currency?: 'CNY';
  /** Who published it; a part of the row's own source. */
  source: string;
}

const openaiTokens = 'developers.openai.com, model page of gpt-image-2.6-sunburst';
const skills = 'github.com/black-forest-labs/skills';
const openaiHk = 'oauth.openai-hk.com/docs/en/lab/fal-ai';
const modelStudio = 'list of Model Studio for Beijing';
const million = 1_000_000;

/** OpenAI prices a million tokens, the same for all of these. */
const byTokens = [
  'gpt-image-2.5-flare',
  'gpt-image-2.6-flare',
  'gpt-image-2.5-sunburst',
  'gpt-image-2.6-sunburst',
  'gpt-image-2',
  'gpt-image-2.5-flare-2026-09-08',
  'gpt-image-2.5-sunburst-2026-09-08',
  'gpt-image-2-2026-04-21',
].flatMap((model): PublishedPrice[] => [
  { model: `openai/${model}`, tokens: { textIn: million }, price: 5, source: openaiTokens },
  { model: `openai/${model}`, tokens: { imageIn: million }, price: 8, source: openaiTokens },
  { model: `openai/${model}`, tokens: { imageOut: million }, price: 30, source: openaiTokens },
]);

/** A list of `model, price` with one source. */
function list(
  source: string,
  prices: readonly (readonly [model: string, price: number, size?: string])[],
  currency?: 'CNY',
): PublishedPrice[] {
  return prices.map(([model, price, size]) => ({
    model,
    price,
    source,
    ...(size !== undefined && { size }),
    ...(currency && { currency }),
  }));
}

/** At least one example for every model that is priced; `docs/reference/models.md` has the dates. */
export const publishedPrices: readonly PublishedPrice[] = [
  ...byTokens,
  ...[
    ['low', '1024x1024', 0.009],
    ['medium', '1024x1024', 0.034],
    ['high', '1536x1024', 0.2],
  ].map(
    ([quality, size, price]): PublishedPrice => ({
      model: 'openai/gpt-image-1.5',
      quality: String(quality),
      size: String(size),
      price: Number(price),
      source: 'docs.apiyi.com/api-capabilities/gpt-image-1-5',
    }),
  ),
  ...[
    ['low', '1024x1024', 0.005],
    ['medium', '1024x1536', 0.015],
    ['high', '1024x1024', 0.036],
  ].map(
    ([quality, size, price]): PublishedPrice => ({
      model: 'openai/gpt-image-1-mini',
      quality: String(quality),
      size: String(size),
      price: Number(price),
      source: 'developers.openai.com/api/docs/models/gpt-image-1-mini',
    }),
  ),
  ...xaiPrices([
    [undefined, undefined, 0, 0.04],
    ['low', '1024x1024', 0, 0.04],
    ['low', '16:9', 0, 0.04],
    ['medium', '1024x1024', 0, 0.06],
    ['low', '2048x2048', 0, 0.06],
    ['medium', '2048x2048', 0, 0.08],
    ['medium', '2048x2048', 2, 0.1],
  ]),
  ...list('docs.x.ai', [['xai/grok-imagine-image', 0.02]]),
  ...list('litellm discussion 44983', [
    ['gemini/gemini-nano-banana-2.1', 0.0336],
    ['gemini/gemini-nano-banana-2.1', 0.0504, '2K'],
  ]),
  ...list('ngrok.ai changelog', [
    ['gemini/gemini-3-pro-image', 0.1344],
    ['gemini/gemini-3-pro-image', 0.24, '4K'],
    ['gemini/gemini-3.1-flash-lite-image', 0.0336],
  ]),
  ...list('docs.dev.xavier.icvr.xyz', [['gemini/gemini-2.5-flash-image', 0.0387]]),
  ...list('toolchew.com', [['fal/fal-ai/flux/schnell', 0.003, '1024x1024']]),
  ...list('docs.fal.ai', [['fal/fal-ai/flux/dev', 0.025, '1024x1024']]),
  ...list(openaiHk, [
    ['fal/fal-ai/flux-pro/v1.1', 0.04],
    ['fal/fal-ai/flux-pro/v1.1-ultra', 0.06],
    ['fal/fal-ai/flux-pro/kontext', 0.04],
  ]),
  ...['low', 'medium', 'high'].map(
    (quality, at): PublishedPrice => ({
      model: 'fal/openai/gpt-image-2',
      quality,
      size: '1024x1024',
      price: [0.006, 0.053, 0.211][at] ?? 0,
      source: 'litellm PR 37751',
    }),
  ),
  ...list('workflowlab.dev', [
    ['replicate/black-forest-labs/flux-schnell', 0.003],
    ['replicate/black-forest-labs/flux-dev', 0.025],
  ]),
  ...list(skills, [
    ['bfl/flux-2-pro', 0.03, '1024x1024'],
    ['bfl/flux-2-pro', 0.075, '2048x2048'],
    ['bfl/flux-2-max', 0.07, '1024x1024'],
    ['bfl/flux-2-flex', 0.05, '1024x1024'],
    ['bfl/flux-2-klein-9b', 0.015, '1024x1024'],
    ['bfl/flux-2-klein-4b', 0.014, '1024x1024'],
    ['bfl/flux-kontext-pro', 0.04],
    ['bfl/flux-kontext-max', 0.08],
    ['bfl/flux-pro-1.1', 0.04],
    ['bfl/flux-pro-1.1-ultra', 0.06],
  ]),
  ...list(
    modelStudio,
    [
      ['dashscope/qwen-image-3.0', 0.18],
      ['dashscope/qwen-image-2.0', 0.2],
      ['dashscope/qwen-image-2.0-pro', 0.5],
      ['dashscope/wan2.7-image', 0.2],
      ['dashscope/wan2.7-image-pro', 0.5],
      ['dashscope/wan2.6-t2i', 0.2],
      ['dashscope/wan2.2-t2i-flash', 0.14],
      ['dashscope/wanx2.1-t2i-turbo', 0.14],
      ['dashscope/qwen-image-edit-max', 0.5],
      ['dashscope/qwen-image-edit-plus', 0.2],
      ['dashscope/qwen-image-edit', 0.3],
      ['dashscope/qwen-image-max', 0.5],
      ['dashscope/qwen-image-plus', 0.2],
    ],
    'CNY',
  ),
  ...list(
    'measured by a third party on the Beijing endpoint',
    [
      ['dashscope/qwen-image-3.0-pro', 0.25, '1024x1024'],
      ['dashscope/qwen-image-3.0-pro', 0.5, '2048x2048'],
    ],
    'CNY',
  ),
  ...list('clawhub.ai', [['ark/doubao-seedream-5-0-260128', 0.22]], 'CNY'),
  ...list(
    'docs.volcengine.com/docs/ark/model-pricing',
    [['ark/doubao-seedream-5-0-flash-260915', 0.12]],
    'CNY',
  ),
  ...list('siliconflow.cn/pricing', [['siliconflow/Kwai-Kolors/Kolors', 0]], 'CNY'),
  ...list(
    'measured by a third party on siliconflow.cn',
    [
      ['siliconflow/Qwen/Qwen-Image', 0.3],
      ['siliconflow/Tongyi-MAI/Z-Image-Turbo', 0.1],
    ],
    'CNY',
  ),
  ...list('fireworks.ai/pricing', [
    ['fireworks/flux-kontext-pro', 0.04],
    ['fireworks/flux-kontext-max', 0.08],
  ]),
  ...list('prismix.dev', [
    ['stability/stable-image-core', 0.03],
    ['stability/sd3.5-large', 0.065],
    ['stability/sd3.5-medium', 0.035],
  ]),
  ...['low', 'medium', 'high'].flatMap((quality, at): PublishedPrice[] =>
    ['ideogram-v3', 'ideogram-v4'].map((model, version) => ({
      model: `ideogram/${model}`,
      quality,
      price: [[0.03, 0.06, 0.09][at], [0.03, 0.06, 0.1][at]][version] ?? 0,
      source: 'ideogram.ai/blog/ideogram-api-pricing',
    })),
  ),
];

function xaiPrices(
  rows: readonly (readonly [string | undefined, string | undefined, number, number])[],
): PublishedPrice[] {
  return rows.map(([quality, size, inputs, price]) => ({
    model: 'xai/grok-imagine-image-2.0',
    ...(quality !== undefined && { quality }),
    ...(size !== undefined && { size }),
    inputs,
    price,
    source: 'third parties quoting xAI',
  }));
}
