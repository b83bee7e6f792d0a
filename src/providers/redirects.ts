/** A name its vendor switched off, and what paints in its place. */
export interface Redirect {
  /** Model names; one that ends in `*` stands for all that begin so. */
  models: readonly string[];
  vendor: 'openai' | 'xai' | 'google';
  /** YYYY-MM-DD: from this day on, on the vendor's own origin, requests go to the successor. */
  on: string;
  /**
   * The vendor's is the first: the cheapest that can do the same. A relay may lag behind, so there
   * the first of these that it lists is taken.
   */
  successors: readonly [string, ...string[]];
  /** Who said so. */
  source: string;
}

/** What paints for callers of the older HTTP server, whose default model xAI switched off. */
export const xaiLivingModel = 'grok-imagine-image-2.0';

const gptImages = [
  'gpt-image-2.5-flare',
  'gpt-image-2.6-flare',
  'gpt-image-2',
  'gpt-image-2.5-sunburst',
  'gpt-image-1.5',
  'gpt-image-1-mini',
] as const;

/** Every retired name we know of, read on 2026-11-20. */
export const redirects: readonly Redirect[] = [
  {
    models: ['dall-e-2', 'dall-e-3'],
    vendor: 'openai',
    on: '2026-05-12',
    successors: gptImages,
    source: 'npm openai@7.55.0 images.d.ts',
  },
  {
    models: ['gpt-image-1'],
    vendor: 'openai',
    on: '2026-10-23',
    successors: gptImages,
    source: 'npm openai@7.55.0 images.d.ts; developers.openai.com/api/docs/models/gpt-image-1',
  },
  {
    models: ['grok-2-image*'],
    vendor: 'xai',
    // The changelog tells the year only.
    on: '2026-01-01',
    successors: [xaiLivingModel, 'grok-imagine-image'],
    source: 'npm @ai-sdk/xai@5.0.12 changelog of 4.0.0',
  },
  {
    models: ['grok-imagine-image-pro'],
    vendor: 'xai',
    on: '2026-05-15',
    successors: [xaiLivingModel, 'grok-imagine-image'],
    source: 'docs.x.ai/developers/migration/may-15-retirement',
  },
  {
    models: ['grok-imagine-image-quality'],
    vendor: 'xai',
    on: '2026-11-02',
    successors: [xaiLivingModel, 'grok-imagine-image'],
    source: 'docs.x.ai/developers/migration/imagine-image-quality-nov-2',
  },
  {
    models: ['imagen-*'],
    vendor: 'google',
    on: '2026-08-17',
    successors: ['gemini-nano-banana-2.1', 'gemini-3-pro-image'],
    source: 'ai.google.dev/gemini-api/docs/imagen',
  },
  {
    models: ['gemini-3.1-flash-image'],
    vendor: 'google',
    on: '2026-10-29',
    successors: ['gemini-nano-banana-2.1', 'gemini-3-pro-image'],
    source: 'litellm discussion 44983',
  },
];

/** The row a model name falls under; undefined where it lives, or is nothing we know. */
export function findRedirect(model: string): Redirect | undefined {
  return redirects.find((row) =>
    row.models.some((name) =>
      name.endsWith('*') ? model.startsWith(name.slice(0, -1)) : model === name,
    ),
  );
}

/**
 * The model for a request on the two older routes: there `dall-e*` has always meant xAI's painter,
 * unless the request goes to an address other than xAI's, where names go as asked.
 */
export function legacyModel(model: string, baseUrl: string | undefined): string {
  return model.startsWith('dall-e') && (baseUrl === undefined || isXai(baseUrl))
    ? xaiLivingModel
    : model;
}

/** Whether an address is xAI's own. */
export function isXai(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && new URL(baseUrl).hostname === 'api.x.ai';
}
