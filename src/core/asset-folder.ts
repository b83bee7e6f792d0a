import type { Spool } from '../kit/spool.ts';

/** An asset's bytes, ready to be read. */
export interface OpenAsset {
  /** In bytes. */
  size: number;
  bytes(range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
}

/** Where the bytes of assets live on this machine. */
export interface AssetFolder {
  /** True where nothing outlives the process. */
  volatile: boolean;
  /** A new spool beside the assets, for bytes on their way in; `maxBytes` lowers its usual bound. */
  begin(maxBytes?: number): Promise<Spool>;
  /** Makes an ended spool durable under its final name: fsync, rename, fsync of the folder. */
  keep(spool: Spool, name: string): Promise<void>;
  open(name: string): Promise<OpenAsset | undefined>;
  /** The file's place on disk; undefined where there is none. */
  path(name: string): string | undefined;
  remove(name: string): Promise<void>;
}
