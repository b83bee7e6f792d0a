import type { Capability, Price, SizeRules } from '../../core/capability.ts';
import { findRedirect } from '../redirects.ts';
import { permissiveCapability } from '../table/permissive-capability.ts';

const ratios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;
const longRatios = ['1:4', '4:1', '1:8', '8:1'] as const;

/** Any width and height is taken and said as the nearest ratio and tier. */
function shapes(more: readonly string[], maxSide: number): SizeRules {
  const free = { step: 1, minSide: 64, maxSide, minPixels: 64 * 64, maxPixels: maxSide ** 2 };
  return { named: [...ratios, ...more, 'auto'], free: { ...free, maxRatio: 8 } };
}

const tiers = ['1K', '2K', '4K'] as const;
const source = 'npm @ai-sdk/google@4.0.121';

/** ai.google.dev/api/generate-content: one image a call, no mask; PNG or JPEG as the model likes. */
function geminiImage(model: string, title: string, own: Partial<Capability>): Capability {
  return {
    ...permissiveCapability(model),
    title,
    qualities: [],
    formats: [],
    backgrounds: [],
    maxN: 1,
    maxInputs: 14,
    mask: false,
    markup: false,
    stream: false,
    seed: true,
    moderation: false,
    inputFidelity: false,
    style: false,
    user: false,
    compression: false,
    passUnknown: false,
    verified: 'fixture',
    source,
    ...own,
  };
}

/** Tokens of an image by tier; a size that names no tier is painted at the first. */
type TierTokens = Readonly<Record<string, number>>;

/** What an image costs where the answer does not count, from its tokens at the tier it is asked in. */
function tokenPrice(
  perMillionTokens: { textIn: number; textOut: number; imageOut: number },
  [usual, tierTokens]: readonly [number, TierTokens],
  said: { source: string },
): Price {
  const usd = (tokens: number) => Math.round(tokens * perMillionTokens.imageOut) / 1e6;
  const ofRatios = [...ratios, ...longRatios, 'auto'].map((ratio) => [`*:${ratio}`, usd(usual)]);
  const ofTiers = Object.entries(tierTokens).map(([tier, tokens]) => [`*:${tier}`, usd(tokens)]);
  return {
    perImage: Object.fromEntries([...ofRatios, ...ofTiers]),
    perMillionTokens: { ...perMillionTokens, imageIn: perMillionTokens.textIn },
    source: said.source,
    asOf: '2026-11-20',
  };
}

/** Tokens: docs.cloud.google.com/vertex-ai, page of 3.1 Flash Image, whose successor it is. */
const flashTokens = [1120, { '512': 747, '1K': 1120, '2K': 1680, '4K': 2520 }] as const;
/** 0.134 at 1K and 2K, 0.24 at 4K. */
const proTokens = [1120, { '1K': 1120, '2K': 1120, '4K': 2000 }] as const;

const bananaPrice = tokenPrice({ textIn: 1.5, textOut: 7.5, imageOut: 30 }, flashTokens, {
  source: 'litellm discussion 44983 (third party)',
});

const banana = {
  sizes: shapes([...longRatios, '512', ...tiers], 4096),
  price: bananaPrice,
} as const;

/** Google's models that paint, the default first; the retired ones last. */
export const geminiModels: readonly Capability[] = [
  geminiImage('gemini-nano-banana-2.1', 'Gemini Nano Banana 2.1', banana),
  geminiImage('gemini-3-pro-image', 'Gemini 3 Pro Image: careful, good at text', {
    sizes: shapes(tiers, 4096),
    price: tokenPrice({ textIn: 2, textOut: 12, imageOut: 120 }, proTokens, {
      source: 'ngrok.ai changelog (third party)',
    }),
  }),
  geminiImage('gemini-3.1-flash-lite-image', 'Gemini 3.1 Flash Lite Image: the cheapest', {
    sizes: shapes(longRatios, 2048),
    verified: 'reported',
    price: tokenPrice({ textIn: 0.25, textOut: 1.5, imageOut: 30 }, [1120, {}], {
      source: 'ngrok.ai changelog (third party)',
    }),
  }),
  geminiImage('gemini-2.5-flash-image', 'Gemini 2.5 Flash Image', {
    sizes: shapes([], 2048),
    maxInputs: 3,
    // 0.039 an image of 1290 tokens.
    price: tokenPrice({ textIn: 0.3, textOut: 2.5, imageOut: 30 }, [1290, {}], {
      source: 'docs.dev.xavier.icvr.xyz/models/google/gemini-2.5-flash (third party)',
    }),
  }),
  geminiImage('gemini-3-pro-image-preview', 'Gemini 3 Pro Image, preview', {
    sizes: shapes(tiers, 4096),
    price: undefined,
    verified: 'reported',
  }),
  retired('gemini-3.1-flash-image', 'Gemini 3.1 Flash Image'),
  retired('imagen-4.0-generate-001', 'Imagen 4'),
  retired('imagen-4.0-fast-generate-001', 'Imagen 4 Fast'),
  retired('imagen-4.0-ultra-generate-001', 'Imagen 4 Ultra'),
  retired('imagen-3.0-generate-002', 'Imagen 3'),
];

function retired(model: string, title: string): Capability {
  const redirect = findRedirect(model);
  return geminiImage(model, title, {
    ...banana,
    verified: 'reported',
    retired: redirect && { on: redirect.on, successor: redirect.successors[0] },
  });
}
