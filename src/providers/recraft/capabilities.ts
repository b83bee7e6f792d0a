import type { Capability } from '../../core/capability.ts';
import { bareCapability } from '../table/bare-capability.ts';

/** Its appendix lists sizes in pixels by model; ratios are taken by all. */
const sizes = {
  named: ['1:1', '2:1', '1:2', '3:2', '2:3', '4:3', '3:4', '5:4', '4:5', '16:9', '9:16'],
  free: undefined,
};

function row(model: string, title: string, own: Partial<Capability> = {}): Capability {
  return {
    ...bareCapability(model, title),
    sizes,
    maxN: 6,
    maxInputs: 1,
    style: true,
    verified: 'reported',
    source: 'recraft.ai/docs/api-reference/usage',
    ...own,
  };
}

/** Recraft's models that paint pixels, the default first; those that draw SVG are not among them. */
export const recraftModels: readonly Capability[] = [
  row('recraftv3', 'Recraft V3: design, text in pictures'),
  row('recraftv2', 'Recraft V2: cheaper, icons'),
  row('recraftv4_1', 'Recraft V4.1', { maxInputs: 0, verified: 'reported' }),
];
