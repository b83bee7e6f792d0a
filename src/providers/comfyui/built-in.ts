import type { Json } from '../../core/generation.ts';
import type { WorkflowNode } from './graph.ts';
import { templateSlots } from './slots.ts';
import type { Workflow } from './workflow.ts';

/** The model that is there without any workflow of the operator's. */
export const builtInModel = 'checkpoint';

const node = (class_type: string, inputs: Record<string, Json>): WorkflowNode => ({
  class_type,
  inputs,
});

/**
 * The graph every checkpoint can paint: from noise, from an image, or inside of a mask. ComfyUI's
 * nodes.py has the inputs.
 */
export function builtInWorkflow(use: { image: boolean; mask: boolean }): Workflow {
  const image = node('LoadImage', { image: '{{image}}' });
  const encoded = node('VAEEncode', { pixels: ['10', 0], vae: ['4', 2] });
  const empty = { width: '{{width}}', height: '{{height}}', batch_size: 1 };
  const masked = node('SetLatentNoiseMask', { samples: ['11', 0], mask: ['10', 1] });
  const latent = use.mask ? '12' : use.image ? '11' : '5';
  const graph = {
    '3': node('KSampler', {
      seed: '{{seed}}',
      steps: '{{steps=20}}',
      cfg: '{{cfg=7}}',
      sampler_name: '{{sampler_name=euler}}',
      scheduler: '{{scheduler=normal}}',
      denoise: use.image ? `{{strength=${use.mask ? '1' : '0.75'}}}` : 1,
      model: ['4', 0],
      positive: ['6', 0],
      negative: ['7', 0],
      latent_image: [latent, 0],
    }),
    '4': node('CheckpointLoaderSimple', { ckpt_name: '{{checkpoint}}' }),
    ...(use.image ? { '10': image, '11': encoded } : { '5': node('EmptyLatentImage', empty) }),
    ...(use.mask ? { '12': masked } : {}),
    '6': node('CLIPTextEncode', { text: '{{prompt}}', clip: ['4', 1] }),
    '7': node('CLIPTextEncode', { text: '{{negative_prompt}}', clip: ['4', 1] }),
    '8': node('VAEDecode', { samples: ['3', 0], vae: ['4', 2] }),
    '9': node('SaveImage', { filename_prefix: 'maliang', images: ['8', 0] }),
  };
  const slots = templateSlots(graph);
  return { name: builtInModel, graph, slots, maskInImage: use.mask, source };
}

const source = 'github.com/comfyanonymous/ComfyUI nodes.py';
