import type { Capability } from '../../core/capability.ts';
import { bareCapability, pixelRules } from '../table/bare-capability.ts';
import { yuanPrice } from '../table/yuan-price.ts';

/** It bounds no size; these keep out what no model paints. */
const anySize = pixelRules(256 ** 2, 2048 ** 2, 4);

const source = 'docs.siliconflow.cn/docs/api/images-generations-post';

function row(model: string, title: string, own: Partial<Capability>): Capability {
  return { ...bareCapability(model, title), seed: true, verified: 'fixture', source, ...own };
}

const price = (yuan: number, by: string) =>
  yuanPrice({ perImage: { '*': yuan }, source: by, asOf: '2026-10-02' });

const list = 'siliconflow.cn/pricing, quoted by a third party';
const measured = 'measured by a third party on siliconflow.cn';

const rows: readonly Capability[] = [
  row('Kwai-Kolors/Kolors', 'Kolors: free, up to four at a time', {
    sizes: {
      named: ['1024x1024', '960x1280', '768x1024', '720x1440', '720x1280', 'auto'],
      free: anySize,
    },
    maxN: 4,
    maxInputs: 1,
    price: price(0, list),
  }),
  row('Qwen/Qwen-Image', 'Qwen-Image: text in pictures', {
    sizes: {
      named: [
        '1328x1328',
        '1664x928',
        '928x1664',
        '1472x1140',
        '1140x1472',
        '1584x1056',
        '1056x1584',
        'auto',
      ],
      free: anySize,
    },
    price: price(0.3, measured),
  }),
  row('Tongyi-MAI/Z-Image-Turbo', 'Z-Image Turbo: fast', {
    sizes: { named: ['1024x1024', 'auto'], free: anySize },
    price: price(0.1, measured),
    verified: 'reported',
  }),
  row('Qwen/Qwen-Image-Edit-2509', 'Qwen-Image-Edit 2509: edits only', { maxInputs: 3 }),
  row('Qwen/Qwen-Image-Edit', 'Qwen-Image-Edit: edits only', { maxInputs: 1 }),
];

/**
 * SiliconFlow's models, the default first, with the sizes it recommends; others are taken. Prices are
 * those of siliconflow.cn.
 */
export function siliconflowModels(hostname: string): readonly Capability[] {
  if (hostname.endsWith('.siliconflow.cn')) return rows;
  return rows.map((capability) => ({ ...capability, price: undefined }));
}
