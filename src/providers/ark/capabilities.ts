import type { Capability, Price } from '../../core/capability.ts';
import { bareCapability, pixelRules } from '../table/bare-capability.ts';
import { yuanPrice } from '../table/yuan-price.ts';

const source =
  'ai.byteplus.com/ark/region:ap-southeast-1/docs/image-generation-api, revision 265, as a third party read it on 2026-10-08';

/** Where 1.5K ends, in pixels: 1536² and a tenth. */
const low = 2_601_123;

/** BytePlus asks in US dollars. */
function dollars(perImage: Record<string, number>, more: Partial<Price> = {}): Price {
  const said = {
    source: 'ai.byteplus.com/ark, model-pricing, read by a third party',
    asOf: '2026-10-08',
  };
  return { perImage, perMillionTokens: undefined, ...said, ...more };
}

/** Volcengine asks in renminbi. */
function renminbi(each: number, by: string, asOf: string): Price {
  return yuanPrice({ perImage: { '*': each }, source: by, asOf });
}

/** One model under the name it has in the mainland, and under that of BytePlus. */
interface Row {
  mainland: { model: string; price?: Price };
  abroad: { model: string; price?: Price };
  own: Partial<Capability>;
  title: string;
}

const large = ['2048x2048', '2304x1728', '1728x2304', '2848x1600', '1600x2848', '2496x1664'];
const small = ['2048x2048', '2368x1776', '1776x2368', '2816x1584', '1584x2816', '2496x1664'];
const sizes = (tiers: readonly string[], shapes: readonly string[], [least, most]: Bounds) => ({
  named: [...tiers, ...shapes, '1664x2496', '3136x1344', 'auto'],
  free: pixelRules(least, most, 16),
});

/** In pixels. */
type Bounds = readonly [number, number];
const upTo2K: Bounds = [921_600, 4_624_220];
const from2K: Bounds = [3_686_400, 16_777_216];
const upTo4K: Bounds = [921_600, 16_777_216];

/** 5.0 pro and what came after it: smaller, in two formats, one picture out of up to ten. */
const precise: Partial<Capability> = {
  sizes: sizes(['2K', '1.5K', '1K'], small, upTo2K),
  formats: ['jpeg', 'png'],
  backgrounds: ['opaque', 'transparent'],
  maxInputs: 10,
};
const tiered = (least: number, most: number) => ({
  '*': most,
  '*:1K': least,
  '*:1.5K': least,
  '*:2K': most,
});

const rows: readonly Row[] = [
  {
    title: 'Seedream 5.0 Lite: up to 4K, 14 references',
    mainland: {
      model: 'doubao-seedream-5-0-260128',
      price: renminbi(0.22, 'clawhub.ai skill fashion-video-creator (third party)', '2026-11-20'),
    },
    abroad: { model: 'seedream-5-0-260128', price: dollars({ '*': 0.035 }) },
    own: {
      sizes: sizes(['2K', '3K', '4K'], large, from2K),
      formats: ['jpeg', 'png'],
      maxInputs: 14,
    },
  },
  {
    title: 'Seedream 5.0 Flash: the cheapest',
    mainland: {
      model: 'doubao-seedream-5-0-flash-260915',
      price: renminbi(
        0.12,
        'docs.volcengine.com/docs/ark/model-pricing (third party)',
        '2026-09-24',
      ),
    },
    abroad: { model: 'dola-seedream-5-0-flash-260915', price: dollars({ '*': 0.018 }) },
    own: precise,
  },
  {
    title: 'Seedream 5.0 Pro: the most careful',
    mainland: { model: 'doubao-seedream-5-0-pro-260628' },
    abroad: {
      model: 'dola-seedream-5-0-pro-260628',
      price: dollars(tiered(0.045, 0.09), {
        upToPixels: [{ pixels: low, usd: 0.045 }],
        perInput: { usd: 0.003, free: 1 },
      }),
    },
    own: precise,
  },
  {
    title: 'Seedream 5.5: transparent pictures, layers',
    mainland: { model: 'doubao-seedream-5-5-261028' },
    abroad: {
      model: 'seedream-5-5-261028',
      price: dollars(tiered(0.02, 0.035), {
        upToPixels: [{ pixels: low, usd: 0.02 }],
        perInput: { usd: 0.008 },
        source: 'docs.apiyi.com, seedream-5-5-pricing, quoting BytePlus (third party)',
        asOf: '2026-11-20',
      }),
    },
    own: {
      ...precise,
      verified: 'reported',
      source: 'docs.laozhang.ai/en/api-capabilities/seedream-5-5',
    },
  },
  {
    title: 'Seedream 4.5: 2K and 4K',
    mainland: { model: 'doubao-seedream-4-5-251128' },
    abroad: { model: 'seedream-4-5-251128', price: dollars({ '*': 0.04 }) },
    own: { sizes: sizes(['2K', '4K'], large, from2K), maxInputs: 14 },
  },
  {
    title: 'Seedream 4.0: 1K to 4K',
    mainland: { model: 'doubao-seedream-4-0-250828' },
    abroad: { model: 'seedream-4-0-250828', price: dollars({ '*': 0.03 }) },
    own: { sizes: sizes(['2K', '1K', '4K'], large, upTo4K), maxInputs: 14 },
  },
];

/**
 * Seedream under the names and at the prices of the host, the default first: BytePlus's, or
 * Volcengine's, whose names gateways have, too, at prices of their own.
 */
export function arkModels(hostname: string): readonly Capability[] {
  const isAbroad = hostname.endsWith('.bytepluses.com');
  const isOwn = isAbroad || hostname.endsWith('.volces.com');
  return rows.map(({ mainland, abroad, own, title }) => {
    const { model, price } = isAbroad ? abroad : mainland;
    const bare = bareCapability(model, title);
    return { ...bare, source, verified: 'fixture', ...own, price: isOwn ? price : undefined };
  });
}
