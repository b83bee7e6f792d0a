import type { Key } from './key.ts';
import type { Locale } from './template.ts';
import type { TraceContext } from './trace-context.ts';

/** Who asks, and what this way in allows them. Made by a face, judged by the core. */
export interface Caller {
  /** Owner of the records: `local`, `admin`, `legacy` or a key's id. */
  id: string;
  /** The key it came with; undefined for the operator, the local user and the older routes. */
  key: Key | undefined;
  face: 'cli' | 'http' | 'mcp' | 'web';
  locale: Locale;
  /** Whether it may bring its own upstream key, upstream address and image host. */
  mayBringCredentials: boolean;
  /** What its requests are counted under, for example an address; undefined is not limited. */
  rateKey: string | undefined;
  /** Requests a minute under `rateKey`; undefined is not limited. */
  ratePerMinute: number | undefined;
  /** Where this server shows its assets to this caller, without a slash at the end. */
  assetOrigin: string;
  /** The trace its request is part of; absent where it named none. */
  trace?: TraceContext | undefined;
}
