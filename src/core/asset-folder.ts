import type { Spool, SpoolEnd } from '../kit/spool.ts';

/** An asset's bytes, ready to be read. */
export interface OpenAsset {
  /** In bytes. */
  size: number;
  bytes(range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
}

/** A spool's file as some process left it. */
export interface LeftSpool {
  /** As it was given to `begin`. */
  label: string | undefined;
  /** The process that wrote it; undefined where its name does not tell. */
  processId: string | undefined;
  /** Milliseconds since 1970. */
  modifiedAt: number;
  /** What is known of its bytes; undefined where they are no whole image. */
  inspect(): Promise<SpoolEnd | undefined>;
  /** As `AssetFolder.keep`. */
  keep(name: string): Promise<void>;
  discard(): Promise<void>;
}

/** Where the bytes of assets live on this machine. */
export interface AssetFolder {
  /** True where nothing outlives the process. */
  volatile: boolean;
  /**
   * A new spool beside the assets, for bytes on their way in; `maxBytes` lowers its usual bound, and
   * by its `label` it is known if this process dies.
   */
  begin(maxBytes?: number, label?: string): Promise<Spool>;
  /**
   * Makes an ended spool durable under its final name: fsync, link, fsync of the folder. Its first
   * name stays until it is discarded, which is for after its row is written.
   */
  keep(spool: Spool, name: string): Promise<void>;
  open(name: string): Promise<OpenAsset | undefined>;
  /** The file's place on disk; undefined where there is none. */
  path(name: string): string | undefined;
  remove(name: string): Promise<void>;
  /** Every spool that lies there, those of processes that still write them included. */
  leftSpools(): Promise<LeftSpool[]>;
}
