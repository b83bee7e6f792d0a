import type { SpendingBooks } from './cost/spending-books.ts';
import type { Cost, Generation, GenerationFailure, GenerationState, Usage } from './generation.ts';
import type { Asset, ImageLink } from './image.ts';
import type { KeyStore } from './key.ts';
import type { Leases, Rerun } from './leases.ts';
import type { Ledger } from './ledger.ts';
import type { HostingTries } from './library/asset-hosting.ts';
import type { HostingCount } from './library/hosting-counts.ts';
import type { KeptFile } from './library/kept-file.ts';
import type { ShareStore } from './library/share.ts';
import type { Shelf } from './library/shelf.ts';
import type { RequestCounts } from './request-counts.ts';
import type { Signals } from './signals.ts';
import type { StyleStore } from './style.ts';
import type { Warning } from './warnings.ts';
import type { Webhook, WebhookStore } from './webhook.ts';

/** One fact about a generation or an asset; the store never forgets one it has confirmed. */
export type JournalEntry =
  | {
      type: 'generation-accepted';
      generation: Generation;
      /** Hex SHA-256 over everything that was asked, inputs included. */
      requestHash: string;
      idempotencyKey: string | undefined;
      /** The host that shall keep its images, by name. */
      host: string;
      rerun: Rerun;
      /** The process that works on it; undefined where it waits for any of them. */
      leaseOwner: string | undefined;
      /** Milliseconds since 1970. */
      leaseUntil: number | undefined;
      /** What is owed once it has ended. */
      webhooks?: readonly Webhook[] | undefined;
    }
  /** Refused where another process works on it by now: only one may send it. */
  | { type: 'generation-sent'; id: string; at: number; leaseOwner: string }
  /** Another model is asked from now on. Refused where another process works on it by now. */
  | {
      type: 'generation-rerouted';
      id: string;
      provider: string;
      model: string;
      parameters: Generation['parameters'];
      warnings: Warning[];
      leaseOwner: string;
    }
  | { type: 'generation-task'; id: string; taskId: string }
  /** Its answer was handed over to the last byte. */
  | { type: 'generation-answered'; id: string; at: number }
  /** Whoever waited for its answer has gone without it. */
  | { type: 'generation-left'; id: string; at: number }
  /** Its idempotency key may be used for something else. */
  | { type: 'idempotency-key-freed'; id: string }
  | {
      type: 'asset-durable';
      asset: Asset;
      /** When its host is to be tried, unless it has it by then; milliseconds since 1970. */
      nextAttemptAt?: number | undefined;
    }
  /** What became known of an asset only after its bytes. */
  | {
      type: 'asset-described';
      id: string;
      revisedPrompt: string | undefined;
      seed: number | undefined;
    }
  | { type: 'asset-hosted'; id: string; host: string; url: string; deleteRef: string | undefined }
  | {
      type: 'asset-host-failed';
      id: string;
      error: GenerationFailure;
      attempts: number;
      /** Milliseconds since 1970; undefined where only a changed setting can help. */
      nextAttemptAt: number | undefined;
    }
  /** Its owner likes it: its copy here does not expire; undefined takes that back. */
  | { type: 'asset-favoured'; id: string; at: number | undefined }
  | {
      type: 'generation-ended';
      id: string;
      state: GenerationState;
      at: number;
      /** The model that answered in the end, where a redirect changed it. */
      model: string;
      warnings: Warning[];
      usage: Usage | undefined;
      cost: Cost | undefined;
      error: GenerationFailure | undefined;
      links?: readonly ImageLink[] | undefined;
      /** Refused where this is not who works on it; undefined changes only what has ended before. */
      leaseOwner: string | undefined;
      /** Nothing was spent: its idempotency key is free, and no retry is given this outcome. */
      freesKey: boolean;
    }
  /**
   * Its owner wants it forgotten: from now on nobody finds it or its images. What it cost stays in
   * the books, what it was about does not. `owner` is who may be told.
   */
  | { type: 'generation-deleted'; id: string; at: number; owner?: string | undefined }
  | { type: 'file-kept'; file: KeptFile }
  | { type: 'file-deleted'; id: string };

/** Where facts become durable. Commits are batched over all callers. */
export interface Journal {
  /** Resolves when the entry is on disk, in the order of the calls. */
  append(entry: JournalEntry): Promise<void>;
}

/** Which generations are listed; what is left out, or undefined, narrows nothing. */
export interface GenerationFilter {
  provider?: string | undefined;
  /** Bare. */
  model?: string | undefined;
  states?: readonly GenerationState[] | undefined;
  /**
   * Each of them stands in the prompt, the alt text or the tags, see `readNeedles`; where none of
   * them could be found anywhere, nothing is listed.
   */
  words?: readonly string[] | undefined;
  /** Milliseconds since 1970, the first that counts. */
  since?: number | undefined;
  /** Milliseconds since 1970, the first that does not count any more. */
  until?: number | undefined;
  /** Only those with a favourite among their images. */
  favourite?: boolean | undefined;
  /** The id of the caller it belongs to. */
  ownedBy?: string | undefined;
  /** Only those with an image that this host shall keep, by name. */
  host?: string | undefined;
  /** In US dollars; only those whose cost is known and at least that. */
  minCostUsd?: number | undefined;
  /** In US dollars; only those whose cost is known and at most that. */
  maxCostUsd?: number | undefined;
  /** Hex SHA-256: only those that made a picture with one of these hashes. */
  made?: readonly string[] | undefined;
  /** Hex SHA-256: only those that began with a picture with one of these hashes. */
  madeFrom?: readonly string[] | undefined;
  /** The id of a generation: only those behind it in the list, even where it is deleted by now. */
  after?: string | undefined;
}

/** A generation that the same wish may have made before, and the hash of that wish. */
export interface EarlierGeneration {
  generation: Generation;
  requestHash: string;
}

/** The records: written through the journal, read by id. */
export interface Store {
  journal: Journal;
  keys: KeyStore;
  ledger: Ledger;
  leases: Leases;
  signals: Signals;
  styles: StyleStore;
  shelf: Shelf;
  requestCounts: RequestCounts;
  spending: SpendingBooks;
  webhooks: WebhookStore;
  shares: ShareStore;
  /** True where nothing outlives the process. */
  volatile: boolean;
  findGeneration(id: string): Promise<Generation | undefined>;
  findAsset(id: string): Promise<Asset | undefined>;
  findAssetByName(name: string): Promise<Asset | undefined>;
  /** The newest first; of one owner or of all. */
  listGenerations(
    owner: string | undefined,
    limit: number,
    filter?: GenerationFilter,
  ): Promise<Generation[]>;
  /** The ids of the same list alone, which may be long. */
  listGenerationIds(
    owner: string | undefined,
    limit: number,
    filter?: GenerationFilter,
  ): Promise<string[]>;
  /**
   * Takes up to `limit` generations into the index of words, which all are written without, and
   * forgets what older versions left of deleted ones; tells how many.
   */
  indexWords(limit: number): Promise<number>;
  /** The one that holds this idempotency key of an owner. */
  findByKey(owner: string, idempotencyKey: string): Promise<EarlierGeneration | undefined>;
  /**
   * The newest of this wish begun at `since` or later (milliseconds since 1970) whose answer nobody
   * has; with `left`, only one that nobody waits for any more.
   */
  findUnanswered(
    owner: string,
    requestHash: string,
    since: number,
    left: boolean,
  ): Promise<Generation | undefined>;
  /**
   * Puts the next try of a due asset off until then: of several who try at once, one is told that it
   * may go on. Times in milliseconds since 1970.
   */
  claimHosting(assetId: string, now: number, until: number): Promise<boolean>;
  /** Assets whose host is due for another try at `now` (milliseconds since 1970). */
  dueForHosting(now: number, limit: number): Promise<{ asset: Asset; attempts: number }[]>;
  /** Pictures that were meant for a host, ordered by its name; what only this server keeps is not among them. */
  countHosting(): Promise<HostingCount[]>;
  /** What is known of the tries to give these assets to their host; of those that are there, in that order. */
  findHosting(assetIds: readonly string[]): Promise<HostingTries[]>;
  findFile(id: string): Promise<KeptFile | undefined>;
  /** Files whose time is over at `now` (milliseconds since 1970), the longest first. */
  expiredFiles(now: number, limit: number): Promise<KeptFile[]>;
  /** In bytes, of all files of one owner. */
  sizeOfFiles(owner: string): Promise<number>;
  close(): Promise<void>;
}
