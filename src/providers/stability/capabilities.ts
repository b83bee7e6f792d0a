import type { Capability, Price } from '../../core/capability.ts';
import { bareCapability, sideRules } from '../table/bare-capability.ts';

const ratios = ['1:1', '16:9', '21:9', '2:3', '3:2', '4:5', '5:4', '9:16', '9:21'] as const;

/** Any width and height is said as the nearest ratio. */
const sizes = { named: ratios, free: sideRules(64, 4096, 3) };

/** A credit is a cent. */
function credits(count: number): Price {
  return {
    perImage: { '*': count / 100 },
    perMillionTokens: undefined,
    source: 'prismix.dev/guides/stability-ai-not-working (third party)',
    asOf: '2026-11-20',
  };
}

function row(model: string, title: string, own: Partial<Capability>): Capability {
  return {
    ...bareCapability(model, title),
    sizes,
    formats: ['png', 'jpeg'],
    seed: true,
    verified: 'reported',
    source: 'github.com/api-evangelist/stability-ai stability-ai-stable-image-generate-openapi.yml',
    ...own,
  };
}

/** Stability AI's models, the default first. */
export const stabilityModels: readonly Capability[] = [
  row('stable-image-core', 'Stable Image Core: fast', {
    formats: ['png', 'jpeg', 'webp'],
    price: credits(3),
  }),
  row('stable-image-ultra', 'Stable Image Ultra: the finest', {
    formats: ['png', 'jpeg', 'webp'],
    maxInputs: 1,
  }),
  row('sd3.5-large', 'Stable Diffusion 3.5 Large', { maxInputs: 1, price: credits(6.5) }),
  row('sd3.5-large-turbo', 'Stable Diffusion 3.5 Large Turbo', { maxInputs: 1 }),
  row('sd3.5-medium', 'Stable Diffusion 3.5 Medium', { maxInputs: 1, price: credits(3.5) }),
];
