/** A model as `GET /v1/models` tells of it. A list left out means that anything may be sent. */
export interface Model {
  /** `provider/model`. */
  id: string;
  owned_by: string;
  maliang: {
    title: string;
    sizes?: string[];
    free_sizes?: FreeSizes | null;
    qualities?: string[];
    formats?: string[];
    backgrounds?: string[];
    moderation?: boolean;
    input_fidelity?: boolean;
    compression?: boolean;
    /** Parameters of this model alone, by their names on the wire. */
    options?: Record<string, OptionRules>;
    verified?: Verification;
    /** What was found out about it on this installation, and when (YYYY-MM-DD), by trait. */
    measured?: { on: string; traits: Record<string, string> };
    max_n: number;
    edit: boolean;
    max_inputs: number;
    mask: boolean;
    stream: boolean;
    seed: boolean;
    retired?: { on: string; successor: string };
    price?: {
      perImage?: Record<string, number>;
      perMillionTokens?: { imageOut: number };
      /** Of an image of 1024x1024 at most, by quality. */
      imageTokens?: Record<string, number>;
      source: string;
      asOf: string;
    };
  };
}

/** What a parameter may be, as JSON Schema has it; `only_with` is what else has to be chosen. */
export type OptionRules = (
  | { type: 'string'; enum: string[] }
  | { type: 'integer'; minimum: number; maximum?: number }
) & { only_with?: { output_format: string } };

/** How much stands behind what is told of a model: asked, tried with recorded answers, or read. */
export type Verification = 'live' | 'fixture' | 'reported';

/** The rules of a model that takes any size within them; sides in pixels. */
export interface FreeSizes {
  step: number;
  minSide: number;
  maxSide: number;
  minPixels: number;
  maxPixels: number;
  maxRatio: number;
}

/** A picture of the history. */
export interface Picture {
  id: string;
  index: number;
  /** Its lasting address, at a host of its own perhaps. */
  url: string;
  /** Its file here, `<26 characters>.<ending>`. */
  name?: string;
  media_type: string;
  width: number;
  height: number;
  bytes: number;
  sha256: string;
  revised_prompt: string | null;
  seed: number | null;
  favourite: boolean;
  /** Seconds since 1970; null where nobody knows. */
  expires_at: number | null;
  /** When its file here was removed; null while it is there. */
  expired_at: number | null;
  /** How it stands with its host; told only of one generation that is asked for by itself. */
  hosting?: Hosting;
}

/** How a picture stands with its host. */
export interface Hosting {
  state: 'here' | 'hosted' | 'waiting' | 'refused';
  /** By name. */
  host: string;
  attempts: number;
  /** Seconds since 1970. */
  next_attempt_at: number | null;
  error: { code: string; message: string } | null;
}

/** Where a generation stands. */
export type GenerationState =
  | 'accepted'
  | 'sent'
  | 'durable'
  | 'hosted'
  | 'failed'
  | 'cancelled'
  | 'outcome_unknown';

/** A public link to a generation. */
export interface Share {
  id: string;
  /** Absolute. */
  url: string;
  /** Whether the prompt is shown. */
  prompt: boolean;
}

/** One request and what became of it, as the history tells. */
export interface Generation {
  id: string;
  state: GenerationState;
  /** Seconds since 1970. */
  created_at: number;
  ended_at: number | null;
  provider: string;
  model: string;
  prompt: string;
  /** The style that was put on. */
  style: { name: string } | null;
  parameters: Record<string, unknown>;
  data: Picture[];
  cost_usd: number | null;
  cost_kind: CostKind;
  /** Whether it was asked for with a key of the caller, which is kept nowhere. */
  caller_paid?: boolean;
  warnings: Warning[];
  error: { code: string; message: string } | null;
  /** How many come before it, where it waits; told only of one that is asked for by itself. */
  queue_ahead?: number;
  /** Told only of one that is asked for by itself. */
  share?: Share | null;
}

/** How sure a cost is. */
export type CostKind = 'exact' | 'estimated' | 'unknown';

/** Something to know beside a picture that was made all the same. */
export interface Warning {
  code: string;
  message: string;
}

/** A page of a list; `has_more` says whether another follows. */
export interface Page<Item> {
  data: Item[];
  has_more: boolean;
}
