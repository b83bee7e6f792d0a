import * as z from 'zod/v4';
import type { Capability } from '../../../core/capability.ts';

/** A model as requests name it, and what it can do. */
export interface OfferedModel {
  provider: string;
  row: Capability;
}

const picture = z
  .string()
  .describe('An https URL, a data: URI, base64, or the id of a file or an image here.');
const place = z.union([
  picture,
  z.object({ image_url: picture.optional(), file_id: z.string().optional() }),
]);
const upload = z.file().describe('PNG, JPEG, WebP, AVIF or GIF of at most 50 MiB.');
const count = z.int().min(1).max(1_000_000).nullish();
const usd = z.number().min(0).max(1_000_000).nullish();

/** How an answer is wished: when and how it comes. */
const answer = {
  response_format: z.enum(['b64_json', 'url']).nullish(),
  stream: z.boolean().nullish(),
  partial_images: z
    .int()
    .min(0)
    .max(3)
    .nullish()
    .describe('Previews, where `stream` is true, or `async` for who follows its events.'),
  async: z
    .boolean()
    .nullish()
    .describe('Answer 202 at once, and paint on; not together with `stream`.'),
  webhook_url: z
    .url()
    .nullish()
    .describe('Where to tell of the end, signed; only where the answer is 202.'),
  confirm_cost: z
    .boolean()
    .nullish()
    .describe(
      '`false`: refuse what may cost more than `CONFIRM_ABOVE_USD`, so that a user can be asked.',
    ),
};

/** Bodies and parameters we take, by the name under which the OpenAPI document has them. */
export function createRequestSchemas(models: readonly OfferedModel[]) {
  const wish = wishFields(models);
  const form = { ...wish, ...answer };
  return {
    GenerationRequest: z.looseObject(form),
    ComparisonRequest: z
      .looseObject({
        ...wish,
        models: z.array(z.string()).min(1).max(6),
        images: z.array(place).max(16).nullish().describe('Named by URL or id.'),
        mask: place.nullish(),
        async: answer.async,
        partial_images: answer.partial_images,
        confirm_cost: answer.confirm_cost,
      })
      .omit({ model: true }),
    StyleRequest: styleRequest,
    EditForm: z.looseObject({
      ...form,
      image: z.union([upload, z.array(upload).max(16)]).optional(),
      'image[]': z.array(upload).max(16).optional(),
      mask: upload.optional().describe('Transparent where the first image shall change.'),
      markup: upload.optional().describe('A transparent PNG drawn over the first image.'),
    }),
    EditRequest: z.looseObject({
      ...form,
      image: z.union([place, z.array(place).max(16)]).nullish(),
      images: z.array(place).max(16).nullish(),
      mask: place.nullish(),
      markup: place.nullish(),
    }),
    FileForm: z.object({
      file: upload,
      purpose: z.string().optional(),
      'expires_after[anchor]': z.literal('created_at').optional(),
      'expires_after[seconds]': z.int().min(3600).max(2_592_000).optional(),
    }),
    KeyRequest: keyRequest,
    OlderRequest: olderRequest,
    OlderOpenAiRequest: olderRequest.omit({ apiKey: true, returnFormat: true }),
    McpMessage: z.looseObject({ jsonrpc: z.literal('2.0') }),
    Limit: z.int().min(1).max(100),
    Word: z.string(),
    ShareRequest: z.object({ prompt: z.boolean().nullish() }),
    ...listRequests,
  };
}

/** Lists of generations, by their ids. */
const listRequests = {
  ArchiveRequest: z.object({ generations: z.array(z.string()).min(1).max(10_000) }),
  FavouritesRequest: z.object({ generations: z.array(z.string()).min(1).max(500) }),
  RemovalsRequest: z.object({ generations: z.array(z.string()).min(1).max(500) }),
  DownloadForm: z.object({
    generations: z.string().describe('Ids with commas between, at most 10,000.'),
    key: z.string().optional().describe('In place of the header `Authorization`.'),
  }),
};

/** What is wished for, by the words of the models there are; other words may be another model's. */
function wishFields(models: readonly OfferedModel[]) {
  const rows = models.map(({ row }) => row);
  const names = models.map(({ provider, row }) => `${provider}/${row.model}`);
  const sizes = rows.flatMap(({ sizes }) => sizes?.named ?? []);
  const qualities = rows.flatMap(({ qualities }) => qualities ?? []);
  const formats = rows.flatMap(({ formats }) => formats ?? []);
  const backgrounds = rows.flatMap(({ backgrounds }) => backgrounds ?? []);
  return {
    prompt: z.string().min(1).max(32_000),
    model: oneOf(names).nullish().describe('`provider/model`, or the bare name of a model.'),
    n: z.int().min(1).max(10).nullish(),
    size: oneOf(sizes).nullish().describe('`auto`, `WIDTHxHEIGHT` or a ratio such as `16:9`.'),
    quality: oneOf(qualities).nullish(),
    background: oneOf(backgrounds).nullish(),
    output_format: oneOf(formats).nullish(),
    output_compression: z.int().min(0).max(100).nullish(),
    moderation: z.string().nullish(),
    input_fidelity: z.string().nullish(),
    style: z
      .string()
      .nullish()
      .describe('A name of `GET /v1/styles`; `vivid` and `natural` go to models that know them.'),
    alt_text: z
      .string()
      .max(500)
      .nullish()
      .describe('What the picture shows; never sent upstream.'),
    tags: z
      .union([z.array(z.string().max(60)).max(16), z.string()])
      .nullish()
      .describe('Words to find it by, a list or with commas; never sent upstream.'),
    user: z.string().nullish(),
    seed: z.int().min(0).nullish(),
    ...optionFields(rows),
    permission: z
      .union([z.literal(1), z.literal(0)])
      .nullish()
      .describe('1 public, 0 private.'),
    api_key: z.string().nullish().describe('Your own upstream key, where you may bring one.'),
    base_url: z.url().nullish().describe('The address `api_key` is for.'),
    image_hosting_token: z.string().nullish(),
    image_hosting_url: z.url().nullish(),
  };
}

/** What some of the models have of their own; of others it is left out, with a warning. */
function optionFields(rows: readonly Capability[]): Record<string, z.ZodType> {
  const fields: Record<string, z.ZodType> = {};
  for (const { options = {} } of rows) {
    for (const [name, rules] of Object.entries(options)) {
      if (!rules || name in fields) continue;
      fields[name] = 'values' in rules ? oneOf(rules.values).nullish() : wholeNumber(rules);
    }
  }
  return fields;
}

function wholeNumber({ min, max }: { min: number; max: number | undefined }): z.ZodType {
  const number = z.int().min(min);
  return (max === undefined ? number : number.max(max)).nullish();
}

/** Any text, the known ones named. */
function oneOf(words: readonly string[]) {
  const [first, ...rest] = new Set(words);
  return first === undefined ? z.string() : z.union([z.enum([first, ...rest]), z.string()]);
}

const styleRequest = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  title: z.string().max(200).nullish(),
  about: z.string().max(200).nullish(),
  prompt: z
    .string()
    .max(4_000)
    .nullish()
    .describe('`{prompt}` stands where the wish goes; without it the wish comes first.'),
  palette: z.array(z.string().max(40)).max(16).nullish().describe('`#rrggbb`, or names.'),
  reference_images: z.array(z.string()).max(4).nullish().describe('Ids of images here, `img_…`.'),
  size: z.string().nullish().describe('For wishes that name none, as the next two.'),
  quality: z.string().nullish(),
  model: z.string().nullish(),
});

const keyRequest = z.strictObject({
  name: z.string().min(1).max(100).describe('For people.'),
  models: z
    .array(z.string())
    .nullish()
    .describe('`provider/model` or a bare model, `*` for any part.'),
  aliases: z
    .union([z.record(z.string(), z.string()), z.string()])
    .nullish()
    .describe('Names of its own for models, each written as in `MODEL_ALIASES`.'),
  rpm: count,
  concurrent: count,
  images_per_day: z.int().min(0).max(1_000_000).nullish(),
  usd_per_day: usd,
  usd_per_month: usd,
  max_n: z.int().min(1).max(10).nullish(),
  expires: z.string().nullish().describe('A date, or a time from now such as `30d`.'),
  caller_credentials: z.boolean().nullish(),
});

const olderRequest = z.looseObject({
  apiKey: z.string().describe('The key of your own provider account, which pays.'),
  prompt: z.string().min(1).max(32_000),
  model: z.string().nullish(),
  baseURL: z.url().nullish(),
  n: z.int().min(1).max(10).nullish(),
  response_format: z.enum(['url', 'b64_json', 'base64']).nullish(),
  returnFormat: z.enum(['url', 'b64_json', 'base64']).nullish(),
});
