import type { Spool, SpoolEnd } from '../kit/spool.ts';

/** An asset's bytes, ready to be read. */
export interface OpenAsset {
  /** In bytes. */
  size: number;
  bytes(range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
  /** All of it, each piece good only until the next one is asked for. */
  passing?(): AsyncIterable<Uint8Array>;
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
  /** Resolves where images can be kept; throws AppError `disk_full` or `folder_not_writable`. */
  check(): Promise<void>;
  /**
   * A new spool beside the assets, for bytes on their way in; `maxBytes` lowers its usual bound, and
   * by its `label` it is known if this process dies. What has a label is paid for: where the disk
   * fails it goes on in memory, as far as there is room.
   */
  begin(maxBytes?: number, label?: string): Promise<Spool>;
  /**
   * Makes an ended spool durable under its final name: fsync, link, fsync of the folder. Its first
   * name stays until it is discarded, which is for after its row is written. Where the disk fails it
   * is held in memory, and written as soon as that can be.
   */
  keep(spool: Spool, name: string): Promise<void>;
  open(name: string): Promise<OpenAsset | undefined>;
  /** Whether it is held in memory alone, because the disk did not take it. */
  isRescued(name: string): boolean;
  /** The file's place on disk; undefined where there is none. */
  path(name: string): string | undefined;
  remove(name: string): Promise<void>;
  /** Every spool that lies there, those of processes that still write them included. */
  leftSpools(): Promise<LeftSpool[]>;
}
