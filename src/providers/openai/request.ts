import { AppError } from '../../core/errors.ts';
import type { Json } from '../../core/generation.ts';
import type { ImageInput } from '../../core/image.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { type WritePart, writeMultipart } from '../../kit/write-multipart.ts';
import type { PaintRequest } from '../wire/call.ts';
import { inlineImages } from '../wire/inline-images.ts';

type Parameters = Record<string, Json>;

/** What this adapter decides itself, so that a caller's extra field cannot. */
const decided = ['response_format', 'stream', 'partial_images', 'n', 'model', 'prompt'];

/** Of a data URI in JSON, in characters (npm openai@7.55.0 images.d.ts). */
const maxUri = 20_971_520;
/** Of what stands before the base64 in one. */
const maxUriHead = 64;

/**
 * A request on OpenAI's wire: JSON to paint, multipart with streamed files to edit, or JSON again
 * where a picture is named by an id of OpenAI's own files, which no form can carry. `withFormat` lets
 * `response_format` be sent to models that may take it.
 */
export function paintRequest(request: ProviderRequest, withFormat: boolean): PaintRequest {
  const parameters = wireParameters(request, withFormat);
  const streams = parameters.stream === true;
  if (!request.inputs || request.inputs.length === 0) {
    return {
      path: '/images/generations',
      contentType: 'application/json',
      body: JSON.stringify(parameters),
      contentLength: undefined,
      streams,
    };
  }
  if ([...request.inputs, request.mask].some(isReference)) {
    return { ...editByReference(parameters, request.inputs, request.mask), streams };
  }
  const multipart = writeMultipart([
    ...Object.entries(parameters).map(([name, value]) => ({ name, body: fieldText(value) })),
    ...fileParts(request.inputs, request),
  ]);
  return { path: '/images/edits', ...multipart, streams };
}

/** Refuses, before anything is told to be sent, a picture too large to stand beside a reference. */
export function checkReferences({ inputs = [], mask }: ProviderRequest): void {
  const pictures = [...inputs, ...(mask ? [mask] : [])];
  if (!pictures.some(isReference)) return;
  const large = pictures.find(({ size }) => Math.ceil(size / 3) * 4 > maxUri - maxUriHead);
  if (!large) return;
  const param = large === mask ? 'mask' : 'image';
  throw new AppError('too_large', { param, limit: '15 MiB' }, { param });
}

function isReference(input: ImageInput | undefined): boolean {
  return input?.fileId !== undefined;
}

/** Pictures that are here go along as data URIs, encoded while they go out. */
function editByReference(
  parameters: Parameters,
  inputs: readonly ImageInput[],
  mask: ImageInput | undefined,
): Omit<PaintRequest, 'streams'> {
  const pictures = inlineImages();
  const reference = (input: ImageInput) =>
    input.fileId === undefined ? { image_url: pictures.dataUri(input) } : { file_id: input.fileId };
  const images = inputs.map(reference);
  const document = pictures.write({
    ...parameters,
    images,
    ...(mask && { mask: reference(mask) }),
  });
  return { path: '/images/edits', contentType: 'application/json', ...document };
}

function wireParameters(request: ProviderRequest, withFormat: boolean): Parameters {
  const { extra = {}, inputs, n, capability } = request;
  const previews = n === 1 && capability.stream ? (request.partialImages ?? 0) : 0;
  const isEdit = inputs !== undefined && inputs.length > 0;
  const named: Record<string, Json | undefined> = {
    model: request.model,
    prompt: request.prompt,
    // One is everybody's default, and some servers know no n.
    n: n === 1 ? undefined : n,
    size: request.size,
    quality: request.quality,
    background: request.background,
    output_format: request.outputFormat,
    output_compression: request.outputCompression,
    moderation: request.moderation,
    input_fidelity: isEdit ? request.inputFidelity : undefined,
    style: request.style,
    user: request.user,
    seed: request.seed,
    response_format: withFormat && mayTakeFormat(request.model) ? formatFor(request) : undefined,
    ...(previews > 0 ? { stream: true, partial_images: previews } : {}),
  };
  const parameters: Parameters = {};
  for (const [name, value] of Object.entries({ ...extra, ...named })) {
    const own = name in named && named[name] !== undefined;
    if (value !== undefined && (own || !decided.includes(name))) parameters[name] = value;
  }
  return parameters;
}

function formatFor({ preferUrl }: ProviderRequest): string {
  return preferUrl ? 'url' : 'b64_json';
}

/**
 * GPT image models refuse `response_format` by name (npm openai images.d.ts, vercel/ai#6102), also
 * behind relays that put their vendor's name in front.
 */
export function mayTakeFormat(model: string): boolean {
  return !/(?:^|\/)(?:chat)?gpt-image/i.test(model);
}

function fieldText(value: Json): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** OpenAI takes one file as `image` and several as `image[]`. */
function fileParts(
  inputs: readonly ImageInput[],
  { mask, markup }: Pick<ProviderRequest, 'mask' | 'markup'>,
): WritePart[] {
  const name = inputs.length === 1 ? 'image' : 'image[]';
  return [
    ...inputs.map((input) => filePart(name, input)),
    ...(mask ? [filePart('mask', mask)] : []),
    ...(markup ? [filePart('markup', markup)] : []),
  ];
}

function filePart(name: string, input: ImageInput): WritePart {
  const { fileName, mediaType, size } = input;
  return { name, fileName, mediaType, size, body: input.bytes() };
}
