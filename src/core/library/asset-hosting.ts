import type { GenerationFailure } from '../generation.ts';
import type { Asset } from '../image.ts';

/** What the records know of the tries to give an asset to its host. */
export interface HostingTries {
  assetId: string;
  attempts: number;
  /** Why the last one failed. */
  error: GenerationFailure | undefined;
  /** Milliseconds since 1970; undefined where no try is due. */
  nextAttemptAt: number | undefined;
}

/** How an asset stands with its host. */
export interface AssetHosting {
  /** `here`: only this server shows it, as it was meant. `refused`: only a changed setting can help. */
  state: 'here' | 'hosted' | 'waiting' | 'refused';
  host: string;
  attempts: number;
  error: GenerationFailure | undefined;
  nextAttemptAt: number | undefined;
}

/** How an asset stands with its host, by what is known of the tries. */
export function hostingOf(asset: Asset, tries: HostingTries | undefined): AssetHosting {
  const { host, hostedUrl } = asset;
  const { attempts = 0, error, nextAttemptAt } = tries ?? {};
  const about = { host, attempts };
  if (hostedUrl !== undefined) {
    return { state: 'hosted', ...about, error: undefined, nextAttemptAt: undefined };
  }
  if (nextAttemptAt !== undefined) return { state: 'waiting', ...about, error, nextAttemptAt };
  const state = attempts > 0 ? 'refused' : 'here';
  return { state, ...about, error, nextAttemptAt };
}
