/** How one model is addressed and asked, where its types tell it. */
export interface FalEndpoint {
  /** Where it paints. */
  paint: string;
  /** Where it edits. */
  edit: string;
  /** What the images of an edit are called; only the second takes several. */
  images: 'image_url' | 'image_urls';
  /** `image_size`: a name or pixels; `aspect_ratio`: with `resolution` where the model has tiers. */
  shape: 'image_size' | 'aspect_ratio';
  /** Whether an edit may be given another shape than its image has. */
  shapesEdits: boolean;
}

type Known = Partial<FalEndpoint>;

/** An app that edits at `<model>/edit` with as many images as its row allows. */
const sibling = (model: string, own: Known = {}): [string, Known] => [
  model,
  { edit: `${model.replace(/\/text-to-image$/, '')}/edit`, images: 'image_urls', ...own },
];

/** From the types of npm @fal-ai/client@1.10.1; what is not said here is guessed below. */
const known: ReadonlyMap<string, Known> = new Map([
  sibling('fal-ai/flux-2'),
  sibling('fal-ai/flux-2-pro'),
  sibling('fal-ai/flux-2-max'),
  sibling('fal-ai/qwen-image-2/text-to-image'),
  sibling('fal-ai/bytedance/seedream/v4.5/text-to-image'),
  sibling('fal-ai/nano-banana-2', { shape: 'aspect_ratio' }),
  sibling('fal-ai/nano-banana-pro', { shape: 'aspect_ratio' }),
  sibling('openai/gpt-image-2'),
  ['fal-ai/flux/dev', { edit: 'fal-ai/flux/dev/image-to-image', shapesEdits: false }],
  ['fal-ai/flux-pro/v1.1-ultra', { shape: 'aspect_ratio' }],
  [
    'fal-ai/flux-pro/kontext',
    { paint: 'fal-ai/flux-pro/kontext/text-to-image', shape: 'aspect_ratio' },
  ],
]);

/** How a model is addressed; one nobody has told us of is its own endpoint. */
export function falEndpoint(model: string): FalEndpoint {
  return {
    paint: model,
    edit: model,
    images: takesSeveral(model) ? 'image_urls' : 'image_url',
    shape: 'image_size',
    shapesEdits: true,
    ...known.get(model),
  };
}

/** What the endpoints that take a list are called, with few exceptions (same package). */
function takesSeveral(model: string): boolean {
  return /\/(?:edit|multi|edit-image)$|-edit-(?:plus|\d{4})$/.test(model);
}

/** Namespaces that stand in front of owner and app. */
const namespaces: readonly string[] = ['workflows', 'comfy'];

/** `owner/app`, where the requests of all its endpoints hang. */
export function falApp(model: string): string {
  const parts = model.split('/');
  return parts.slice(0, namespaces.includes(parts[0] ?? '') ? 3 : 2).join('/');
}
