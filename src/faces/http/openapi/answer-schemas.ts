import * as z from 'zod/v4';
import { type ErrorCode, errorTable } from '../../../core/error-table.ts';
import type { ErrorType } from '../../../core/errors/error-row.ts';
import type { GenerationState } from '../../../core/generation.ts';
import { hosting, listAnswers } from './list-answers.ts';
import { generationProgress, imageProgress } from './progress-events.ts';

const seconds = z.int().describe('Seconds since 1970.');
const usd = z.number().min(0);
const sha256 = z.string().regex(/^[\da-f]{64}$/);
const codes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];
const types = [...new Set(Object.values(errorTable).map(({ type }) => type))] as [
  ErrorType,
  ...ErrorType[],
];
const states = [
  'accepted',
  'sent',
  'durable',
  'hosted',
  'failed',
  'cancelled',
  'outcome_unknown',
] as const satisfies GenerationState[];
const costKind = z.enum(['exact', 'estimated', 'unknown']);

const warning = z.object({ code: z.string(), message: z.string() });

const usage = z.object({
  total_tokens: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  input_tokens_details: z.object({ text_tokens: z.int(), image_tokens: z.int() }),
});

const making = z.object({
  id: z.string().describe('Of the generation.'),
  provider: z.string(),
  model: z.string(),
  style: z.object({ name: z.string() }).optional().describe('The style that was put on.'),
  cost_usd: usd.optional().describe('Absent where it is unknown.'),
  cost_kind: costKind,
  warnings: z.array(warning).describe('What was left out, changed or redirected.'),
});

const shown = z.object({
  b64_json: z.base64().optional(),
  url: z.url().optional(),
  revised_prompt: z.string().optional(),
});

const imagesAnswer = z.object({
  created: seconds,
  background: z.string().optional(),
  output_format: z.string().optional(),
  quality: z.string().optional(),
  size: z.string().optional(),
  safety_identifier: z.unknown().optional(),
  data: z.array(shown),
  usage: usage.optional(),
  maliang: making,
});

const streamed = {
  b64_json: z.base64().optional(),
  created_at: seconds,
  size: z.string(),
  quality: z.string(),
  background: z.string(),
  output_format: z.string(),
  image_index: z.int().optional().describe('Of several images only.'),
};

const errorAnswer = z.object({
  error: z.object({
    message: z.string().describe('What happened, why, and what to do next.'),
    type: z.enum(types),
    code: z.enum(codes),
    param: z.string().nullable(),
  }),
});

const imageEvent = z.union([
  imageProgress,
  z.object({
    type: z.enum(['image_generation.partial_image', 'image_edit.partial_image']),
    partial_image_index: z.int(),
    ...streamed,
  }),
  z.object({
    type: z.enum(['image_generation.completed', 'image_edit.completed']),
    url: z.url().optional(),
    usage,
    safety_identifier: z.unknown().optional(),
    revised_prompt: z.string().optional(),
    maliang: making.extend({ image_id: z.string(), name: z.string(), url: z.url() }),
    ...streamed,
  }),
  errorAnswer.extend({ type: z.literal('error') }),
]);

const image = z.object({
  id: z.string(),
  object: z.literal('image'),
  index: z.int(),
  name: z.string().describe('Its bytes are at `/i/{name}`.'),
  url: z.url(),
  media_type: z.string(),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  sha256,
  revised_prompt: z.string().nullable(),
  seed: z.int().nullable(),
  favourite: z.boolean(),
  expires_at: seconds.nullable().describe('When its copy here goes; null where nobody knows.'),
  expired_at: seconds.nullable().describe('When it went; `/i/{name}` then answers 302 or 410.'),
  hosting: hosting.optional(),
});

const share = z.object({
  id: z.string(),
  object: z.literal('share'),
  url: z.url(),
  prompt: z.boolean().describe('Whether the prompt is shown.'),
  created_at: seconds,
});

const generation = z.object({
  id: z.string(),
  object: z.literal('generation'),
  state: z.enum(states),
  created_at: seconds,
  ended_at: seconds.nullable(),
  provider: z.string(),
  model: z.string(),
  prompt: z.string().describe('As the caller wrote it.'),
  effective_prompt: z.string().nullable().describe('As it was sent, where a style changed it.'),
  style: z.object({ name: z.string() }).nullable(),
  alt_text: z.string().nullable(),
  tags: z.array(z.string()),
  parameters: z.record(z.string(), z.unknown()),
  data: z.array(image),
  links: z
    .array(z.object({ index: z.int(), url: z.string(), revised_prompt: z.string().nullable() }))
    .describe(
      'Of the older routes: what the provider shows itself. It is not kept here and may expire.',
    ),
  usage: usage.nullable(),
  cost_usd: usd.nullable(),
  cost_kind: costKind,
  caller_paid: z.boolean().describe('Whether a key that the caller brought pays.'),
  share: share.nullable().optional().describe('Where one of them is asked for.'),
  warnings: z.array(warning),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  queue_ahead: z
    .int()
    .optional()
    .describe('How many come before it, where it waits for its turn; not in lists.'),
  webhook: z
    .object({
      url: z.url(),
      attempts: z.int(),
      delivered_at: seconds.nullable(),
      last_error: z.string().nullable().describe('A word such as `http_500` or `timeout`.'),
    })
    .optional()
    .describe('Where `webhook_url` was asked for; not in lists and not in webhooks themselves.'),
});

const generationEvent = z.union([
  generationProgress,
  z.object({
    type: z.literal('generation.partial_image'),
    generation_id: z.string(),
    index: z.int(),
    b64_json: z.string().optional().describe('Where `previews` is true.'),
    output_format: z.string().optional(),
  }),
  z.object({ type: z.literal('generation.image'), generation_id: z.string(), image }),
  z.object({ type: z.literal('generation.ended'), generation }),
  errorAnswer.extend({ type: z.literal('error') }),
]);

const historyEvent = z.union([
  z.object({ type: z.literal('generations.begun') }),
  z.object({ type: z.literal('generation.changed'), generation }),
  z.object({ type: z.literal('generation.deleted'), id: z.string() }),
]);

const price = z.object({
  perImage: z.record(z.string(), z.number()).optional(),
  perMillionTokens: z
    .object({
      textIn: z.number(),
      imageIn: z.number(),
      imageOut: z.number(),
      textOut: z.number().optional(),
    })
    .optional(),
  imageTokens: z.record(z.string(), z.number()).optional(),
  upToPixels: z
    .array(z.object({ pixels: z.int(), usd: z.number(), quality: z.string().optional() }))
    .optional(),
  perInput: z.object({ usd: z.number(), free: z.int().optional() }).optional(),
  currency: z
    .object({ code: z.string(), perUsd: z.number(), source: z.string(), asOf: z.string() })
    .optional(),
  source: z.string(),
  asOf: z.string(),
});

const model = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.int(),
  owned_by: z.string(),
  maliang: z.object({
    title: z.string(),
    sizes: z.array(z.string()).optional(),
    free_sizes: z
      .object({
        step: z.int(),
        minSide: z.int(),
        maxSide: z.int(),
        minPixels: z.int(),
        maxPixels: z.int(),
        maxRatio: z.number(),
        nearest: z.literal(true).optional(),
      })
      .optional(),
    qualities: z.array(z.string()).optional(),
    formats: z.array(z.string()).optional(),
    backgrounds: z.array(z.string()).optional(),
    compression: z.boolean(),
    moderation: z.boolean(),
    input_fidelity: z.boolean(),
    options: z
      .record(
        z.string(),
        z.object({
          type: z.enum(['string', 'integer']),
          enum: z.array(z.string()).optional(),
          minimum: z.int().optional(),
          maximum: z.int().optional(),
          only_with: z.object({ output_format: z.string() }).optional(),
        }),
      )
      .optional()
      .describe('Parameters of its own, and what they may be.'),
    max_n: z.int(),
    edit: z.boolean(),
    max_inputs: z.int(),
    mask: z.boolean(),
    markup: z.boolean(),
    file_ids: z.boolean().describe('Whether an edit takes a `file_id` of its vendor’s own files.'),
    stream: z.boolean(),
    seed: z.boolean(),
    verified: z.enum(['live', 'fixture', 'reported']),
    source: z.string(),
    retired: z.object({ on: z.string(), successor: z.string() }).optional(),
    measured: z.object({ on: z.string(), traits: z.record(z.string(), z.string()) }).optional(),
    price: price.optional(),
    stands_for: z.string().optional(),
    paused_seconds: z.int().optional(),
  }),
});

const file = z.object({
  id: z.string(),
  object: z.literal('file'),
  bytes: z.int(),
  created_at: seconds,
  expires_at: seconds,
  filename: z.string(),
  purpose: z.string(),
  status: z.literal('processed'),
});

const key = z.object({
  id: z.string(),
  object: z.literal('key'),
  name: z.string(),
  models: z.array(z.string()).nullable(),
  aliases: z.record(z.string(), z.string()).nullable(),
  rpm: z.int().nullable(),
  concurrent: z.int().nullable(),
  images_per_day: z.int().nullable(),
  usd_per_day: usd.nullable(),
  usd_per_month: usd.nullable(),
  max_n: z.int().nullable(),
  caller_credentials: z.boolean(),
  operator: z.boolean(),
  created_at: seconds,
  expires_at: seconds.nullable(),
  revoked_at: seconds.nullable(),
  last_spent_at: seconds.nullable(),
});

const style = z.object({
  name: z.string(),
  object: z.literal('style'),
  title: z.string(),
  about: z.string(),
  prompt: z.string(),
  palette: z.array(z.string()),
  reference_images: z.array(z.string()),
  size: z.string().nullable(),
  quality: z.string().nullable(),
  model: z.string().nullable(),
  built_in: z.boolean(),
  created_at: seconds.nullable(),
});

const comparison = z.object({
  object: z.literal('comparison'),
  data: z.array(
    z.object({
      model: z.string().describe('As it was named.'),
      status: z.enum(['done', 'failed', 'running']),
      seconds: z.number().nullable(),
      generation: generation.nullable(),
      error: errorAnswer.shape.error.nullable(),
    }),
  ),
});

const spend = z.object({ usd, images: z.int(), held_usd: usd, held_images: z.int() });
const word = z.enum(['ok', 'failed']);
const listOf = <Item extends z.ZodType>(data: Item) =>
  z.object({ object: z.literal('list'), data: z.array(data) });

/** What we answer with, by the name under which the OpenAPI document has it. */
export const answerSchemas = {
  Error: errorAnswer,
  Images: imagesAnswer,
  ImageEvent: imageEvent,
  Image: image,
  Share: share,
  ShareRemoval: z.object({
    id: z.string(),
    object: z.literal('share'),
    deleted: z.literal(true),
  }),
  Generation: generation,
  GenerationList: listOf(generation).extend({
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  }),
  GenerationRemoval: z.object({
    id: z.string(),
    object: z.literal('generation'),
    state: z.enum(states),
    cancelled: z.boolean(),
    deleted: z.boolean(),
    images_deleted: z.int(),
    left_at_host: z.array(z.string()).describe('Where images still stand.'),
  }),
  ...listAnswers(image),
  GenerationEvent: generationEvent,
  HistoryEvent: historyEvent,
  WebhookMessage: z.object({
    type: z.enum(['generation.completed', 'generation.failed']),
    timestamp: z.iso.datetime().describe('When it ended.'),
    data: generation,
  }),
  Comparison: comparison,
  Style: style,
  StyleList: listOf(style),
  StyleRemoval: z.object({
    name: z.string(),
    object: z.literal('style'),
    deleted: z.literal(true),
  }),
  Model: model,
  ModelList: listOf(model).extend({ maliang: z.object({ caller_credentials: z.boolean() }) }),
  File: file,
  FileRemoval: z.object({ id: z.string(), object: z.literal('file'), deleted: z.literal(true) }),
  Key: key,
  NewKey: key.extend({ secret: z.string().describe('Shown here and never again.') }),
  KeyWithSpend: key.extend({ spend: z.object({ today: spend, this_month: spend }) }),
  KeyList: listOf(key),
  OlderImages: z.object({
    images: z.array(z.string()),
    revised_prompts: z.array(z.string()).optional(),
  }),
  OlderOpenAiImages: z.object({ created: seconds, data: z.array(shown) }),
  OlderError: z.object({ error: z.string() }),
  AnyObject: z.looseObject({}),
  Ping: z.object({ type: z.literal('ping') }),
  Health: z.object({ status: z.literal('ok') }),
  Readiness: z.object({
    status: z.enum(['ready', 'not_ready', 'shutting_down']),
    store: word.optional(),
    storage: word.optional(),
  }),
} as const;
