/** What a model calls the images of an edit, and how it takes its shape. */
export interface ReplicateInputs {
  images: 'image' | 'input_image' | 'input_images' | 'image_input';
  /**
   * `ratio`: `aspect_ratio`, with `resolution` where its row names tiers; `custom`: also `width` and
   * `height`; `pixels`: what most models of the community take.
   */
  shape: 'ratio' | 'custom' | 'pixels';
  /** Whether several pictures are asked for with `num_outputs`. */
  counts: boolean;
}

/**
 * From the API pages of the models (replicate.com/<owner>/<name>/api) and npm
 * @ai-sdk/replicate@3.0.30; the first pattern counts, and for what none fits it is a guess.
 */
const known: readonly [RegExp, Partial<ReplicateInputs>][] = [
  [/^black-forest-labs\/flux-(?:schnell|dev)$/, { shape: 'ratio', counts: true }],
  [/^black-forest-labs\/flux-2-/, { images: 'input_images', shape: 'custom' }],
  [/^black-forest-labs\/flux-kontext-/, { images: 'input_image', shape: 'ratio' }],
  [/^black-forest-labs\/flux-1\.1-pro$/, { shape: 'custom' }],
  [/^google\/nano-banana/, { images: 'image_input', shape: 'ratio' }],
  [/^bytedance\/seedream/, { images: 'image_input', shape: 'ratio' }],
  [/^openai\/gpt-image/, { images: 'input_images', shape: 'ratio' }],
];

/** How a model of this name is asked. */
export function replicateInputs(model: string): ReplicateInputs {
  const found = known.find(([pattern]) => pattern.test(model))?.[1];
  return { images: 'image', shape: 'pixels', counts: false, ...found };
}
