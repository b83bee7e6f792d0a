import type { Capability } from '../../core/capability.ts';
import { permissiveCapability } from '../table/permissive-capability.ts';
import { builtInModel, builtInWorkflow } from './built-in.ts';
import type { Workflow } from './workflow.ts';

const anySize = {
  named: ['1024x1024'],
  free: {
    step: 8,
    minSide: 64,
    maxSide: 4096,
    minPixels: 64 * 64,
    maxPixels: 4096 * 4096,
    maxRatio: 8,
  },
};

/** What a workflow can be told. Each call paints one picture, so that each has a seed of its own. */
export function workflowCapability({ name, slots, maskInImage, source }: Workflow): Capability {
  const names = new Set(slots.flatMap((slot) => slot.names));
  const images = [...names].filter((word) => /^image\d*$/.test(word)).length;
  const sized = names.has('width') && names.has('height');
  return {
    ...permissiveCapability(name),
    title: `ComfyUI: ${name}`,
    sizes: sized ? anySize : { named: [], free: undefined },
    qualities: [],
    formats: [],
    backgrounds: [],
    maxN: 1,
    maxInputs: images,
    mask: images > 0 && (names.has('mask') || maskInImage),
    markup: false,
    stream: true,
    seed: names.has('seed'),
    moderation: false,
    inputFidelity: false,
    style: false,
    user: false,
    compression: false,
    // Placeholders may have any name; what has no place in the graph is reported by the adapter.
    passUnknown: true,
    verified: 'fixture',
    source,
  };
}

/** The built-in workflows behind one name. */
export const builtInCapability: Capability = {
  ...workflowCapability(builtInWorkflow({ image: false, mask: false })),
  title: `ComfyUI: its first checkpoint (${builtInModel}), or the one that is named as the model`,
  maxInputs: 1,
  mask: true,
};
