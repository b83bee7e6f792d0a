import type { StreamQuirks } from './openai-answers.ts';
import type { SeenBody } from './request-body.ts';

/**
 * How a paint request is answered. `paint` does what the request asks for, as OpenAI and xAI do, and
 * refuses what they refuse; all others force one outcome.
 */
export type UpstreamMode =
  | 'paint'
  | 'b64'
  | 'url'
  | 'data-uri'
  | 'sse'
  | 'unauthorized'
  | 'echo-key'
  | 'model-not-found'
  | 'no-channel'
  | 'moderation'
  | 'moderated-200'
  | 'rate-limited'
  | 'quota'
  | 'rejected'
  | 'error-json'
  | 'error-html'
  | 'gateway-timeout'
  | 'hang'
  | 'reset'
  | 'reset-mid-body'
  | 'stall'
  | 'truncated'
  | 'html'
  | 'text'
  | 'svg'
  | 'chat'
  | 'empty'
  | 'bad-base64';

/** A mode and its particulars. */
export interface UpstreamAnswer {
  mode: UpstreamMode;
  /** Milliseconds before the answer begins. */
  latencyMs?: number;
  /** Of `rate-limited`, in seconds; default 0. */
  retryAfter?: number;
  /** Of `error-json`; default 500. */
  status?: number;
  /** Each image, in place of one it would paint. */
  file?: Buffer;
  /** Of each image, at least; noise follows the PNG. */
  bytes?: number;
  /** How many downloads of each image at a URL fail with 503 first. */
  failedDownloads?: number;
  stream?: StreamQuirks;
}

/** What one request brought; bodies are hashed, not held. */
export interface SeenRequest extends SeenBody {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
}

/** What a paint request asks for. */
export interface Asked {
  model: string;
  prompt: string;
  n: number;
  width: number;
  height: number;
  previews: number;
  /** The first half of an event's name. */
  kind: string;
  isXai: boolean;
  isStream: boolean;
  format: unknown;
}

/** Reads it from JSON or a form. */
export function readAsked(seen: SeenRequest): Asked {
  const values: Record<string, unknown> = { ...seen.json, ...seen.fields };
  const model = String(values.model ?? '');
  const [width = 1024, height = 1024] = /^\d+x\d+$/.test(String(values.size))
    ? String(values.size)
        .split('x')
        .map((side) => Math.min(2048, Number(side)))
    : [];
  return {
    model,
    prompt: String(values.prompt ?? ''),
    n: Number(values.n ?? 1),
    width,
    height,
    previews: Number(values.partial_images ?? 0),
    kind: seen.path.endsWith('edits') ? 'image_edit' : 'image_generation',
    isXai: model.startsWith('grok'),
    isStream: String(values.stream) === 'true',
    format: values.response_format,
  };
}

/** What it is charged with, in the vendor's words. */
export function usageFor({ isXai, n }: Asked): object {
  if (isXai) return { cost_in_usd_ticks: 400_000_000 * n };
  return {
    input_tokens: 10,
    output_tokens: 1000 * n,
    total_tokens: 10 + 1000 * n,
    input_tokens_details: { text_tokens: 10, image_tokens: 0 },
  };
}
