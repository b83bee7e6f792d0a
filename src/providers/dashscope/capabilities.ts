import type { Capability, Price } from '../../core/capability.ts';
import { bareCapability, pixelRules, sideRules } from '../table/bare-capability.ts';
import { yuanPrice } from '../table/yuan-price.ts';
import type { Region } from './base.ts';

/** What a model costs in the mainland, in renminbi, and abroad, in US dollars. */
type Prices = Partial<Record<Region, Price>>;

type Row = Capability & { prices: Prices };

const help = 'help.aliyun.com/zh/model-studio';
const abroadSource = 'Singapore list of Model Studio, 2026-09-16, quoted by a third party';
const mainlandSource = 'list of Model Studio for Beijing, quoted by third parties';
const measured = 'measured by a third party on the Beijing endpoint, 2026-09-04';

/** An image costs the same at any size. */
function flat(yuan: number | undefined, usd: number | undefined): Prices {
  const asOf = '2026-11-20';
  return {
    ...(yuan !== undefined && {
      mainland: yuanPrice({ perImage: { '*': yuan }, source: mainlandSource, asOf }),
    }),
    ...(usd !== undefined && { abroad: dollars({ '*': usd }) }),
  };
}

function dollars(perImage: Record<string, number>, more: Partial<Price> = {}): Price {
  const said = { source: abroadSource, asOf: '2026-09-16' };
  return { perImage, perMillionTokens: undefined, ...said, ...more };
}

const perInput = { usd: 0.003 };
const perInputYuan = { usd: 0.02 };
/** `qima_output_1k` reaches to here, in pixels. */
const oneK = 2_250_000;

const three: Prices = {
  mainland: yuanPrice({
    perImage: { '*': 0.18 },
    perInput: perInputYuan,
    source: mainlandSource,
    asOf: '2026-11-20',
  }),
  abroad: dollars({ '*': 0.03 }, { perInput }),
};
const threePro: Prices = {
  mainland: yuanPrice({
    perImage: { '*': 0.5, '*:auto': 0.25 },
    upToPixels: [{ pixels: oneK, usd: 0.25 }],
    perInput: perInputYuan,
    source: measured,
    asOf: '2026-09-04',
  }),
  abroad: dollars(
    { '*': 0.075, '*:auto': 0.04 },
    { upToPixels: [{ pixels: oneK, usd: 0.04 }], perInput },
  ),
};

/** PNG always; no mask, no previews; a seed throughout. */
function row(model: string, title: string, page: string, own: Partial<Row>): Row {
  const base = { ...bareCapability(model, title), seed: true, source: `${help}/${page}` };
  return { ...base, verified: 'fixture', prices: {}, ...own };
}

const wideShapes = ['1696x960', '960x1696', '1472x1104', '1104x1472'] as const;
const largeShapes = ['2688x1536', '1536x2688', '2368x1728', '1728x2368'] as const;
const qwenSizes = (first: string, second: string) => ({
  named: [first, second, ...largeShapes, 'auto'],
  free: pixelRules(512 ** 2, 2048 ** 2, 8),
});
const firstSizes = {
  named: ['1664x928', '1472x1104', '1328x1328', '1104x1472', '928x1664', 'auto'],
  free: undefined,
};
/** Wan 2.6 and 2.5 paint neither less nor much more than 1280². */
const wan26Sizes = {
  named: ['1280x1280', ...wideShapes, 'auto'],
  free: pixelRules(1280 ** 2, 1440 ** 2, 4),
};
const wan22Sizes = { named: ['1024x1024', 'auto'], free: sideRules(512, 1440) };
const editSizes = { named: ['1024x1024', 'auto'], free: sideRules(512, 2048, 4) };
const wan27Sizes = (tiers: readonly string[], maxSide: number) => ({
  named: [...tiers, '2048x2048', ...largeShapes, ...wideShapes, 'auto'],
  free: pixelRules(768 ** 2, maxSide ** 2, 8),
});
const edits = { maxInputs: 3, maxN: 6 } as const;
const wan27Edits = { maxInputs: 9, maxN: 4 } as const;

const rows: readonly Row[] = [
  row('qwen-image-3.0', 'Qwen-Image 3.0: text in pictures, edits', 'qwen-image-api', {
    ...edits,
    sizes: qwenSizes('1024x1024', '2048x2048'),
    prices: three,
  }),
  row('qwen-image-3.0-pro', 'Qwen-Image 3.0 Pro: the most careful', 'qwen-image-api', {
    ...edits,
    sizes: qwenSizes('1024x1024', '2048x2048'),
    prices: threePro,
  }),
  row('qwen-image-2.0', 'Qwen-Image 2.0', 'qwen-image-api', {
    ...edits,
    sizes: qwenSizes('2048x2048', '1024x1024'),
    prices: flat(0.2, 0.035),
  }),
  row('qwen-image-2.0-pro', 'Qwen-Image 2.0 Pro', 'qwen-image-api', {
    ...edits,
    sizes: qwenSizes('2048x2048', '1024x1024'),
    prices: flat(0.5, 0.075),
  }),
  row(
    'wan2.7-image',
    'Wan 2.7: photographs, edits',
    'wan-image-generation-and-editing-api-reference',
    {
      ...wan27Edits,
      sizes: wan27Sizes(['2K', '1K'], 2048),
      prices: flat(0.2, 0.03),
    },
  ),
  row(
    'wan2.7-image-pro',
    'Wan 2.7 Pro: up to 4K',
    'wan-image-generation-and-editing-api-reference',
    {
      ...wan27Edits,
      sizes: wan27Sizes(['2K', '1K', '4K'], 4096),
      prices: flat(0.5, 0.075),
    },
  ),
  row('wan2.6-t2i', 'Wan 2.6', 'text-to-image-v2-api-reference', {
    maxN: 4,
    sizes: wan26Sizes,
    prices: flat(0.2, undefined),
  }),
  row('wan2.5-t2i-preview', 'Wan 2.5, preview', 'text-to-image-v2-api-reference', {
    maxN: 4,
    sizes: wan26Sizes,
  }),
  row('wan2.2-t2i-flash', 'Wan 2.2 Flash: fast', 'text-to-image-v2-api-reference', {
    maxN: 4,
    sizes: wan22Sizes,
    prices: flat(0.14, undefined),
  }),
  row('wan2.2-t2i-plus', 'Wan 2.2 Plus', 'text-to-image-v2-api-reference', {
    maxN: 4,
    sizes: wan22Sizes,
  }),
  row('wanx2.1-t2i-turbo', 'Wan 2.1 Turbo', 'text-to-image-v2-api-reference', {
    maxN: 4,
    sizes: wan22Sizes,
    prices: flat(0.14, undefined),
  }),
  row('qwen-image-edit-max', 'Qwen-Image-Edit Max: edits only', 'qwen-image-edit-api', {
    ...edits,
    sizes: editSizes,
    prices: flat(0.5, 0.075),
  }),
  row('qwen-image-edit-plus', 'Qwen-Image-Edit Plus: edits only', 'qwen-image-edit-api', {
    ...edits,
    sizes: editSizes,
    prices: flat(0.2, 0.03),
  }),
  row('qwen-image-edit', 'Qwen-Image-Edit: edits only', 'qwen-image-edit-api', {
    maxInputs: 3,
    prices: flat(0.3, 0.045),
  }),
  row('qwen-image-max', 'Qwen-Image Max of the first series', 'qwen-image-api', {
    sizes: firstSizes,
    prices: flat(0.5, undefined),
  }),
  row('qwen-image-plus', 'Qwen-Image Plus of the first series', 'qwen-image-api', {
    sizes: firstSizes,
    prices: flat(0.2, undefined),
  }),
  row('z-image-turbo', 'Z-Image Turbo: light and fast', 'text-to-image', {
    verified: 'reported',
    sizes: { named: ['1024x1024', 'auto'], free: pixelRules(512 ** 2, 2048 ** 2, 8) },
  }),
];

/** DashScope's models, the default first, at the prices of the region. */
export function dashscopeModels(region: Region): readonly Capability[] {
  return rows.map(({ prices, ...capability }) => ({
    ...capability,
    price: prices[region],
  }));
}
