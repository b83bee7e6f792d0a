import type { Asking } from '../../core/asking.ts';
import { AppError } from '../../core/errors.ts';
import type { Json } from '../../core/generation.ts';
import type { ImageInput } from '../../core/image.ts';
import type { Job } from '../../core/queue.ts';
import { parseRequest, type RawRequest, readText } from '../../core/request.ts';
import { wireStyles } from '../../core/style.ts';
import { isSet, paintingNames } from './paint-parameters.ts';
import type { ToolInput } from './schema.ts';
import type { ToolCall } from './tool.ts';

/** What a painting tool hands over beside the common parameters. */
export interface PaintTask {
  /** Taken over: freed when the generation is over, or never began. */
  inputs: ImageInput[];
  mask: ImageInput | undefined;
  /** What the older contract sends where the caller does not. */
  defaults: { size?: string; quality?: string };
}

/** A job, and the parameters that nobody asked for. */
export interface BegunJob {
  job: Job;
  defaulted: string[];
}

/**
 * Begins with the older server's defaults; where the model does not take one of those, or a style
 * has its own, the caller never asked for it, so it is left out. What the caller did send is
 * refused as everywhere.
 */
export async function beginJob(
  input: ToolInput,
  task: PaintTask,
  asking: Asking,
  call: ToolCall,
): Promise<BegunJob> {
  const { pipeline } = call.options.app;
  const defaults: Record<string, string> = { ...task.defaults };
  for (const name of Object.keys(defaults)) if (isSet(input[name])) delete defaults[name];
  const defaulted = Object.keys(defaults);
  for (const name of await chosenByStyle(input, call)) delete defaults[name];
  for (;;) {
    call.cancelled.throwIfAborted();
    try {
      const request = parseRequest(readParameters({ ...input, ...defaults }, task));
      if (call.showsPreviews) request.partialImages ??= 'when-free';
      return { job: await pipeline.begin(request, call.caller, asking), defaulted };
    } catch (thrown) {
      const param = thrown instanceof AppError ? thrown.details.param : undefined;
      const mayDrop = thrown instanceof AppError && thrown.code === 'invalid_value';
      if (!mayDrop || param === undefined || !(param in defaults)) throw thrown;
      delete defaults[param];
    }
  }
}

/** The parameters that the named style chooses where the caller does not. */
async function chosenByStyle(
  input: ToolInput,
  { options: { app }, caller }: ToolCall,
): Promise<('size' | 'quality')[]> {
  const name = readText('style', input.style);
  if (name === undefined || wireStyles.includes(name)) return [];
  const style = await app.styles.find(name, caller);
  return (['size', 'quality'] as const).filter((choice) => style[choice] !== undefined);
}

/** Wire names as our own words; what is not known is passed on as `extra`. */
function readParameters(input: ToolInput, { inputs, mask }: PaintTask): RawRequest {
  const unknown = Object.entries(input).filter(([name]) => !paintingNames.has(name));
  return {
    prompt: input.prompt,
    model: input.model,
    n: input.n,
    size: input.size,
    quality: input.quality,
    background: input.background,
    outputFormat: input.output_format,
    outputCompression: input.output_compression,
    moderation: input.moderation,
    inputFidelity: input.input_fidelity,
    markup: undefined,
    style: input.style,
    altText: input.alt_text,
    tags: input.tags,
    user: input.user,
    seed: input.seed,
    partialImages: input.partial_images,
    visibility: input.permission,
    inputs,
    mask,
    apiKey: input.api_key,
    baseUrl: input.base_url,
    hostingToken: input.image_hosting_token,
    hostingUrl: input.image_hosting_url,
    linkFirst: false,
    lenient: false,
    extra: unknown.length > 0 ? (Object.fromEntries(unknown) as Record<string, Json>) : undefined,
  };
}
