import type { Capability, Price } from '../../core/capability.ts';
import { bareCapability, sideRules } from '../table/bare-capability.ts';

/** Those of `text_to_image`; Kontext takes any from 21:9 to 9:21, and these are the usual ones. */
const ratios = [
  ...['1:1', '21:9', '16:9', '3:2', '5:4', '4:5'],
  ...['2:3', '9:16', '9:21', '4:3', '3:4'],
] as const;

/** Any width and height is said as the nearest ratio. */
const sizes = { named: ratios, free: sideRules(64, 4096, 3) };

const reference = 'docs.fireworks.ai/api-reference';

function row(model: string, title: string, own: Partial<Capability>): Capability {
  return {
    ...bareCapability(model, title),
    sizes,
    formats: ['png', 'jpeg'],
    seed: true,
    verified: 'fixture',
    ...own,
  };
}

/** Per picture; the others cost by the step, of which a caller may ask for any number. */
function perPicture(usd: number): Price {
  return {
    perImage: { '*': usd },
    perMillionTokens: undefined,
    source: 'fireworks.ai/pricing (as a third party stored it)',
    asOf: '2026-11-21',
  };
}

const paints = `${reference}/generate-a-new-image-from-a-text-prompt`;
const edits = `${reference}/generate-or-edit-image-using-flux-kontext`;

/** The FLUX models of Fireworks, the default first. */
export const fireworksModels: readonly Capability[] = [
  row('flux-1-schnell-fp8', 'FLUX.1 [schnell] at Fireworks: fast and cheap', { source: paints }),
  row('flux-1-dev-fp8', 'FLUX.1 [dev] at Fireworks', {
    verified: 'reported',
    source: 'npm @ai-sdk/fireworks@2.0.13',
  }),
  row('flux-kontext-pro', 'FLUX.1 Kontext [pro] at Fireworks: edits', {
    maxInputs: 1,
    price: perPicture(0.04),
    source: edits,
  }),
  row('flux-kontext-max', 'FLUX.1 Kontext [max] at Fireworks: edits', {
    maxInputs: 1,
    price: perPicture(0.08),
    source: edits,
  }),
];

/** Another name, also of another account, is taken for a model that paints from a text. */
export const fireworksPermissive: Capability = row('', '', {
  verified: 'reported',
  source: 'assumed',
});
