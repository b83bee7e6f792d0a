import type { Capability } from '../../core/capability.ts';

/**
 * What is assumed of a model nobody has told us of: everything, since an upstream refuses what it
 * does not know at no cost, and a server may know more than OpenAI does.
 */
export function permissiveCapability(model: string): Capability {
  return {
    model,
    title: model,
    sizes: undefined,
    qualities: undefined,
    formats: undefined,
    backgrounds: undefined,
    maxN: 10,
    maxInputs: 16,
    mask: true,
    markup: true,
    stream: true,
    seed: true,
    moderation: true,
    inputFidelity: true,
    style: true,
    user: true,
    compression: true,
    passUnknown: true,
    price: undefined,
    verified: 'reported',
    source: 'assumed',
    retired: undefined,
  };
}
