import type { Capability } from '../../core/capability.ts';
import { bareCapability, sideRules } from '../table/bare-capability.ts';

/** It asks for multiples of 8 and tells no bounds; these keep out what no FLUX paints. */
const pixels = { ...sideRules(256, 2048, 4), step: 8 };
const ratios = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '21:9', '9:21'];

function row(model: string, title: string, own: Partial<Capability> = {}): Capability {
  return {
    ...bareCapability(model, title),
    sizes: { named: ['1024x1024'], free: pixels },
    formats: ['jpeg', 'png'],
    maxN: 4,
    seed: true,
    verified: 'reported',
    source:
      'docs.together.ai/docs/images-overview; docs.together.ai/reference/post-images-generations',
    ...own,
  };
}

/** Kontext takes ratios only; any width and height is said as the nearest. */
const byRatio = { sizes: { named: ratios, free: pixels }, maxInputs: 1 };

/** Together's usual models, the default first. */
export const togetherModels: readonly Capability[] = [
  row('black-forest-labs/FLUX.2-pro', 'FLUX.2 pro', { maxInputs: 8 }),
  row('black-forest-labs/FLUX.2-dev', 'FLUX.2 dev', { maxInputs: 8 }),
  row('black-forest-labs/FLUX.2-flex', 'FLUX.2 flex: text in pictures', { maxInputs: 8 }),
  row('black-forest-labs/FLUX.2-max', 'FLUX.2 max: the finest', { verified: 'reported' }),
  row('black-forest-labs/FLUX.1.1-pro', 'FLUX 1.1 pro'),
  row('black-forest-labs/FLUX.1-kontext-pro', 'FLUX.1 Kontext pro: edits', byRatio),
  row('black-forest-labs/FLUX.1-kontext-max', 'FLUX.1 Kontext max: edits', byRatio),
];
