import type { Generated } from 'kysely';
import type { Cost, GenerationState } from '../../core/generation.ts';
import type { Visibility } from '../../core/image.ts';
import type { Rerun } from '../../core/leases.ts';
import type { Locale } from '../../core/template.ts';

/**
 * A row of `generations`. Times are milliseconds since 1970; `parameters`, `warnings` and `usage`
 * are JSON text in every dialect; a dialect must hand 64-bit integers out as numbers.
 */
export interface GenerationRow {
  id: string;
  state: GenerationState;
  owner: string;
  face: string;
  lease_owner: string | null;
  lease_until: number | null;
  upstream_task_id: string | null;
  idempotency_key: string | null;
  request_hash: string;
  /** Null in rows of a version that knew neither. */
  host: string | null;
  rerun: Rerun | null;
  provider: string;
  model: string;
  prompt: string;
  /** Null where it is the prompt itself. */
  effective_prompt: string | null;
  style: string | null;
  alt_text: string | null;
  /** Separated by commas. */
  tags: string | null;
  parameters: string;
  n: number;
  /** 0 or 1. */
  caller_paid: number;
  warnings: string;
  usage: string | null;
  /** Millionths of a US dollar. */
  cost_micro_usd: number | null;
  cost_kind: Cost['kind'] | null;
  error_code: string | null;
  error_message: string | null;
  /** JSON text of pictures that only their upstream shows; null where there are none. */
  links: string | null;
  /** How its words were taken from it; null where they are not in the index. */
  words_version: number | null;
  created_at: number;
  sent_at: number | null;
  ended_at: number | null;
}

/** A row of `assets`. The file's name is kept, never an absolute URL of this server. */
export interface AssetRow {
  id: string;
  generation_id: string | null;
  position: number;
  name: string;
  media_type: string;
  width: number;
  height: number;
  size: number;
  sha256: string;
  visibility: Visibility;
  revised_prompt: string | null;
  seed: number | null;
  host: string;
  hosted_url: string | null;
  delete_ref: string | null;
  created_at: number;
  favourite_at: number | null;
  expired_at: number | null;
}

/** What only the store itself knows of an asset: how its hosting goes, and whether it is gone. */
export interface AssetUpkeep {
  host_error_code: Generated<string | null>;
  host_error_message: Generated<string | null>;
  host_attempts: Generated<number>;
  /** Milliseconds since 1970; null where no try is due. */
  host_next_attempt_at: Generated<number | null>;
  hosted_at: Generated<number | null>;
  deleted_at: Generated<number | null>;
}

/** What only the store itself knows of a generation. */
export interface GenerationUpkeep {
  deleted_at: Generated<number | null>;
  /** When its outcome was handed over, or turned out to be one that is given to nobody again. */
  answered_at: Generated<number | null>;
  /** When whoever waited for its answer had gone. */
  left_at: Generated<number | null>;
  /** When somebody wanted it cancelled. */
  cancel_requested_at: Generated<number | null>;
}

/** A row of `generation_words`: what a generation is found by, see `wordsOf`. */
export interface GenerationWordsRow {
  generation_id: string;
  words: string;
}

/** A row of `files`: pictures kept for later edits. */
export interface FileRow {
  id: string;
  owner: string;
  name: string;
  file_name: string;
  purpose: string;
  media_type: string;
  width: number;
  height: number;
  size: number;
  sha256: string;
  created_at: number;
  expires_at: number;
}

/** A row of `keys`; the secret itself is nowhere. */
export interface KeyRow {
  id: string;
  name: string;
  /** Hex SHA-256. */
  secret_hash: string;
  /** JSON text. */
  scopes: string;
  created_at: number;
  revoked_at: number | null;
  last_spent_at: number | null;
}

/** A row of `spend`: what a key has spent in a day, `YYYY-MM-DD` in UTC. */
export interface SpendRow {
  key_id: string;
  day: string;
  /** Millionths of a US dollar. */
  micro_usd: number;
  images: number;
}

/** A row of `holds`: what a generation under way has reserved of that day. */
export interface HoldRow extends SpendRow {
  /** The generation's. */
  id: string;
  created_at: number;
}

/** A row of `request_counts`: how far the window of a name is filled. */
export interface RequestCountRow {
  name: string;
  count: number;
  /** When its window is over; milliseconds since 1970 by the clock of the database. */
  until: number;
}

/** A row of `webhooks`: a message that is owed once its generation has ended. */
export interface WebhookRow {
  id: string;
  generation_id: string;
  /** Null for the operator's own address. */
  url: string | null;
  asset_origin: string;
  locale: Locale;
  attempts: Generated<number>;
  /** Milliseconds since 1970; null until the end, and where nothing is left to try. */
  next_attempt_at: Generated<number | null>;
  delivered_at: Generated<number | null>;
  last_error: Generated<string | null>;
}

/** A row of `styles`; `palette` and `reference_images` are separated by commas. */
export interface StyleRow {
  owner: string;
  name: string;
  title: string;
  about: string;
  prompt: string;
  palette: string;
  reference_images: string;
  size: string | null;
  quality: string | null;
  model: string | null;
  created_at: number;
}

/** A row of `generation_inputs`: a picture that a generation began with. */
export interface GenerationInputRow {
  generation_id: string;
  /** Hex SHA-256 of its bytes. */
  sha256: string;
}

/** A row of `shares`. */
export interface ShareRow {
  id: string;
  generation_id: string;
  /** 0 or 1. */
  shows_prompt: number;
  created_at: number;
}

/** The tables, as Kysely sees them. */
export interface Tables {
  keys: KeyRow;
  spend: SpendRow;
  holds: HoldRow;
  request_counts: RequestCountRow;
  files: FileRow;
  styles: StyleRow;
  generations: GenerationRow & GenerationUpkeep;
  assets: AssetRow & AssetUpkeep;
  webhooks: WebhookRow;
  generation_inputs: GenerationInputRow;
  generation_words: GenerationWordsRow;
  shares: ShareRow;
}
