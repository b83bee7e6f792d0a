import type { Capability, SizeRules } from '../../core/capability.ts';
import { bareCapability } from '../table/bare-capability.ts';

/** Those OpenRouter names; a provider behind it clamps to the ones it has. */
const sizes: SizeRules = {
  named: [
    ...['auto', '1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '4:5', '5:4', '1:2', '2:1'],
    ...['1:4', '4:1', '1:8', '8:1', '9:21', '21:9', '512', '1K', '2K', '4K'],
  ],
  free: {
    ...{ step: 1, minSide: 64, maxSide: 4096, maxRatio: 8 },
    ...{ minPixels: 64 * 64, maxPixels: 4096 * 4096 },
  },
};

/** Whatever a model lacks OpenRouter refuses or leaves out itself; the price is in every answer. */
function row(model: string, title: string, own: Partial<Capability> = {}): Capability {
  return {
    ...bareCapability(model, title),
    sizes,
    qualities: ['auto', 'low', 'medium', 'high'],
    formats: ['png', 'jpeg', 'webp'],
    backgrounds: ['auto', 'opaque', 'transparent'],
    maxN: 10,
    maxInputs: 16,
    seed: true,
    compression: true,
    verified: 'reported',
    source: 'openrouter.ai/docs/guides/overview/multimodal/image-generation',
    ...own,
  };
}

/** Some of OpenRouter's many, the default first; any other slug is taken. */
export const openrouterModels: readonly Capability[] = [
  row('openai/gpt-image-2', 'GPT Image 2 by OpenRouter', { seed: false }),
  row('bytedance-seed/seedream-4.5', 'Seedream 4.5 by OpenRouter', {
    qualities: [],
    backgrounds: [],
  }),
  row('black-forest-labs/flux.2-pro', 'FLUX.2 pro by OpenRouter', {
    qualities: [],
    backgrounds: [],
    verified: 'reported',
  }),
  row('qwen/qwen-image-3-pro', 'Qwen Image 3 Pro by OpenRouter', {
    qualities: [],
    backgrounds: [],
    maxN: 6,
    maxInputs: 4,
    verified: 'reported',
    source: 'openrouter.ai/api/v1/images/models, quoted by a third party',
  }),
];
