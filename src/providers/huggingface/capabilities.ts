import type { Capability } from '../../core/capability.ts';
import { bareCapability, sideRules } from '../table/bare-capability.ts';

/** It names no bounds; diffusion models ask for multiples of 8, and these keep out what none paints. */
const sizes = { named: ['1024x1024'], free: { ...sideRules(256, 2048, 4), step: 8 } };

/**
 * What `hf-inference` serves of the many models of the Hub changes, and has come down to one that
 * paints; any other name is asked for, and refused by Hugging Face where it is not served. It is
 * charged by the second, so no price can be told beforehand.
 */
export const huggingfaceModels: readonly Capability[] = [
  {
    ...bareCapability(
      'stabilityai/stable-diffusion-3-medium-diffusers',
      'Stable Diffusion 3 Medium by HF Inference',
    ),
    sizes,
    seed: true,
    verified: 'reported',
    source:
      'huggingface.co/api/models?pipeline_tag=text-to-image&inference_provider=hf-inference (as third parties read it since 2026-07-30)',
  },
];
