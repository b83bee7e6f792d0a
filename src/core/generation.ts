import type { Asset, Image, ImageInput, ImageLink, Visibility } from './image.ts';
import type { Template } from './template.ts';
import type { Warning } from './warnings.ts';

/** A value that JSON can carry. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** An address and a credential a caller brings along; each may come alone. */
export interface BroughtUpstream {
  apiKey: string | undefined;
  baseUrl: string | undefined;
}

/** An image host a caller brings along; each part may come alone. */
export interface BroughtHost {
  token: string | undefined;
  url: string | undefined;
}

/**
 * One wish, in our own words. Every field is named and `undefined` where unset, so that a face
 * that forgets a new one does not compile. An edit is a request with `inputs`.
 */
export interface GenerateRequest {
  prompt: string;
  /** `provider/model`, a bare model, or undefined for the default. */
  model: string | undefined;
  /** How many images, 1 to 10. */
  n: number | undefined;
  /** `auto`, `WIDTHxHEIGHT` in pixels, or a ratio such as `16:9`. */
  size: string | undefined;
  /** `low`, `medium`, `high` … as the model names them. */
  quality: string | undefined;
  /** `auto`, `opaque` or `transparent`. */
  background: string | undefined;
  /** `png`, `jpeg`, `webp` … */
  outputFormat: string | undefined;
  /** 0 to 100, for jpeg and webp. */
  outputCompression: number | undefined;
  /** `auto` or `low`. */
  moderation: string | undefined;
  /** `high` or `low`, for edits. */
  inputFidelity: string | undefined;
  /** `vivid` or `natural` for models that know them; any other is the name of a style of ours. */
  style: string | undefined;
  /** What the picture shows, in the caller's words: for links and the search, never sent upstream. */
  altText: string | undefined;
  /** Words to find it by, never sent upstream. */
  tags: readonly string[] | undefined;
  /** The caller's own name for its end user, passed to providers that take one. */
  user: string | undefined;
  seed: number | undefined;
  /** How many previews to ask for, 0 to 3; `when-free` is one, of a model that charges for none. */
  partialImages: number | 'when-free' | undefined;
  /** The images to edit, at most 16. */
  inputs: ImageInput[] | undefined;
  mask: ImageInput | undefined;
  /** A transparent PNG drawn over the first image, in place of a mask. */
  markup: ImageInput | undefined;
  visibility: Visibility | undefined;
  upstream: BroughtUpstream | undefined;
  hosting: BroughtHost | undefined;
  /** Pass an upstream's own URL on, where it has one, and keep no copy. */
  linkFirst: boolean | undefined;
  /** Leave out values the model does not know, with a warning, in place of refusing them. */
  lenient: boolean | undefined;
  /** What the caller sent beyond these, passed on to providers that take anything. */
  extra: { [name: string]: Json } | undefined;
}

/** Tokens as the provider counted them. */
export interface Usage {
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  totalTokens: number | undefined;
  textInputTokens: number | undefined;
  imageInputTokens: number | undefined;
  /** Of the output tokens those that are text, where they are priced apart. */
  textOutputTokens?: number | undefined;
  /** The provider's own figure in US dollars, where it tells one. */
  costUsd: number | undefined;
}

/** `exact` from the provider's own usage, `estimated` from the price table; else there is none. */
export interface Cost {
  usd: number;
  kind: 'exact' | 'estimated';
}

/**
 * Where a generation stands. The first four are the life of a paid one, each written before the
 * step it names; `outcome_unknown` was sent and never answered, and is never sent again.
 */
export type GenerationState =
  | 'accepted'
  | 'sent'
  | 'durable'
  | 'hosted'
  | 'failed'
  | 'cancelled'
  | 'outcome_unknown';

/** The record of one request: what was asked, what was done, what it cost. */
export interface Generation {
  /** `gen_` and 26 base32 characters; also the job id. */
  id: string;
  state: GenerationState;
  /** The id of the caller it belongs to. */
  owner: string;
  face: string;
  provider: string;
  model: string;
  /** As the caller wrote it. */
  prompt: string;
  /** As it was sent, where a style changed it. */
  effectivePrompt: string | undefined;
  /** The name of the style of ours that was put on. */
  style: string | undefined;
  altText: string | undefined;
  tags: readonly string[];
  /** What was asked of the provider, without prompt and credentials. */
  parameters: { [name: string]: Json };
  /** True where the caller's own upstream key paid. */
  callerPaid: boolean;
  warnings: Warning[];
  usage: Usage | undefined;
  cost: Cost | undefined;
  error: GenerationFailure | undefined;
  assets: Asset[];
  /** Pictures that were passed on as addresses of the upstream. */
  links: readonly ImageLink[];
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Milliseconds since 1970. */
  endedAt: number | undefined;
}

/** Why a generation failed, as it is recorded. */
export interface GenerationFailure {
  code: string;
  message: string;
}

/**
 * What happens to a running generation, in order. The last one is `generation-end`; a generation
 * that failed throws its AppError in its place.
 */
export type GenerationEvent =
  | {
      type: 'progress';
      fraction: number | undefined;
      /** Of ours in both languages, of a provider's as it came. */
      message: Template | string | undefined;
      /** It waits for its turn, and nothing was sent. */
      waiting?: true;
    }
  /** Another model is asked from now on, and the record says so. */
  | { type: 'generation-rerouted'; generation: Generation }
  | { type: 'image-partial'; index: number; image: Image }
  /** The upstream shows the image, and it is not kept; only where the request asked for `linkFirst`. */
  | ({ type: 'image-link' } & ImageLink)
  /** The image is durable; `url` lasts, and `usage` is its share of what its call counted. */
  | { type: 'image'; index: number; asset: Asset; url: string; usage: Usage | undefined }
  | { type: 'generation-end'; generation: Generation };
