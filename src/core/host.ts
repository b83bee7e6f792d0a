import type { Asset } from './image.ts';

/** What a host keeps of an asset. */
export interface Hosted {
  /** Where the world finds it. */
  url: string;
  /** What `delete` needs later; kept private. */
  deleteRef: string | undefined;
}

/**
 * What keeps assets for the world. `put` may be called again with the same asset after a failure;
 * it throws an AppError that says whether another try can help.
 */
export interface Host {
  name: string;
  /** The adapter's file. */
  kind: string;
  /** True where the asset folder itself is the host and nothing has to be sent. */
  local: boolean;
  put(asset: Asset, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Hosted>;
  delete?(deleteRef: string, signal: AbortSignal): Promise<void>;
  /** A fresh address of what it keeps, where the recorded one may have expired. */
  show?(asset: Pick<Asset, 'visibility'>, deleteRef: string): string;
}
