import type { McpOptions } from './options.ts';
import { integer, type JsonSchema, text } from './schema.ts';
import { showParameter } from './show.ts';

/** What the older server painted with where a call named nothing. */
export const olderDefaults = { size: '1024x1024', quality: 'medium' } as const;

const credentialNames = ['api_key', 'base_url', 'image_hosting_token', 'image_hosting_url'];

const shownNames = [
  'prompt',
  'image',
  'images',
  'mask',
  'size',
  'quality',
  'model',
  'n',
  'save_locally',
  'output_format',
  'background',
  'seed',
  'permission',
  'idempotency_key',
  'show',
  'style',
  'alt_text',
  'tags',
  'models',
  'confirm_cost',
];

/** Understood, but not worth a model's attention. */
const quietNames = ['output_compression', 'moderation', 'input_fidelity', 'user'];

/** OpenAI's ways of being answered, which have no meaning over MCP and must not go upstream. */
const answerNames = ['response_format', 'stream', 'partial_images'];

/** Every parameter of the painting tools that has a meaning here; others are passed on. */
export const paintingNames: ReadonlySet<string> = new Set([
  ...shownNames,
  ...quietNames,
  ...answerNames,
  ...credentialNames,
]);

/** The parameters that painting and editing have in common, as they are shown to models. */
export function paintParameters(options: McpOptions): Record<string, JsonSchema> {
  const { defaultImageModelHint } = options;
  const hint = defaultImageModelHint ? ` Default: ${defaultImageModelHint}.` : '';
  return {
    model: text(`provider/model, or a bare name; leave out unless asked for one.${hint}`),
    n: integer('How many images.', { minimum: 1, maximum: 10, default: 1 }),
    save_locally: {
      type: 'boolean',
      description: 'Also save as save_image_base64 does.',
      default: false,
    },
    output_format: text('png, jpeg, webp or gif.'),
    background: text('transparent, opaque or auto.'),
    seed: integer('Same seed, same image, where the model has seeds.'),
    permission: integer('On the image host: 1 public, 0 private.'),
    show: showParameter,
    style: text('photo, watercolor, ink-wash, flat, product, pixel-art, or an own style.'),
    alt_text: text('What it will show, in a sentence.'),
    tags: { type: 'array', items: { type: 'string' }, description: 'Words to find it by.' },
    ...(options.confirmAboveUsd !== undefined && {
      confirm_cost: {
        type: 'boolean',
        description: 'True only when the user has agreed to the price.',
      },
    }),
    idempotency_key: text('Calls with the same key are painted, and paid, once.'),
    ...(options.callerCredentials && {
      api_key: text('Own key for the image API.'),
      base_url: text('Address that api_key belongs to.'),
      ...hostingParameters(options),
    }),
  };
}

/** The same for a tool that is listed behind one that has them: in as few words as can be. */
export function paintParametersAgain(options: McpOptions): JsonSchema {
  const all = { quality: text(''), ...paintParameters(options) };
  return Object.fromEntries(
    Object.entries(all).map(([name, { type, items }]) => [
      name,
      { type, ...(items !== undefined && { items }), description: again },
    ]),
  );
}

const again = 'See generate_image.';

/** The caller's own image host, where it may bring one. */
export function hostingParameters({ callerCredentials }: McpOptions): Record<string, JsonSchema> {
  if (!callerCredentials) return {};
  return {
    image_hosting_token: text('Own token for an image host (Lsky Pro).'),
    image_hosting_url: text('Own image host: its upload address.'),
  };
}

/** Whether a caller sent a value: null and the empty text mean unset, as in the core. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
