import * as z from 'zod/v4';

const progress = { fraction: z.number().nullable(), message: z.string().nullable() };

/** How far the provider is, to whoever asks with `progress=true` while its pictures are streamed. */
export const imageProgress = z.object({
  type: z.enum(['image_generation.progress', 'image_edit.progress']),
  ...progress,
});

/** The same to whoever follows a generation. */
export const generationProgress = z.object({
  type: z.literal('generation.progress'),
  generation_id: z.string(),
  ...progress,
});
