import type { Cost, Generation, GenerationFailure, GenerationState, Usage } from './generation.ts';
import type { Asset } from './image.ts';
import type { KeptFile } from './kept-file.ts';
import type { KeyStore } from './key.ts';
import type { Ledger } from './ledger.ts';
import type { Warning } from './warnings.ts';

/** One fact about a generation or an asset; the store never forgets one it has confirmed. */
export type JournalEntry =
  | {
      type: 'generation-accepted';
      generation: Generation;
      /** Hex SHA-256 over everything that was asked, inputs included. */
      requestHash: string;
      idempotencyKey: string | undefined;
      /** The process that works on it. */
      leaseOwner: string;
      /** Milliseconds since 1970. */
      leaseUntil: number;
    }
  | { type: 'generation-sent'; id: string; at: number }
  | { type: 'generation-task'; id: string; taskId: string }
  | { type: 'asset-durable'; asset: Asset }
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
    }
  /**
   * Its owner wants it forgotten: from now on nobody finds it or its images. What it cost stays in
   * the books, what it was about does not.
   */
  | { type: 'generation-deleted'; id: string; at: number }
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
  /** Each of them stands in the prompt, whatever the case of its ASCII letters. */
  words?: readonly string[] | undefined;
  /** Milliseconds since 1970, the first that counts. */
  since?: number | undefined;
  /** Milliseconds since 1970, the first that does not count any more. */
  until?: number | undefined;
  /** The id of a generation: only those behind it in the list, even where it is deleted by now. */
  after?: string | undefined;
}

/** The records: written through the journal, read by id. */
export interface Store {
  journal: Journal;
  keys: KeyStore;
  ledger: Ledger;
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
  /** Assets whose host is due for another try at `now` (milliseconds since 1970). */
  dueForHosting(now: number, limit: number): Promise<{ asset: Asset; attempts: number }[]>;
  findFile(id: string): Promise<KeptFile | undefined>;
  /** Files whose time is over at `now` (milliseconds since 1970), the longest first. */
  expiredFiles(now: number, limit: number): Promise<KeptFile[]>;
  /** In bytes, of all files of one owner. */
  sizeOfFiles(owner: string): Promise<number>;
  close(): Promise<void>;
}
