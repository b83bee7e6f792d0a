/** What a key may do; a scope that is undefined is not limited. */
export interface KeyScopes {
  /** `provider/model` or a bare model, `*` for any part of it: `openai/*`, `gpt-image-2*`. */
  models: readonly string[] | undefined;
  /** Names of its own for models, by what they stand for, written as in `parseModelAlias`. */
  aliases: Readonly<Record<string, string>> | undefined;
  /** Generations a minute. */
  rpm: number | undefined;
  /** Generations at once. */
  concurrent: number | undefined;
  /** Of a day in UTC. */
  imagesPerDay: number | undefined;
  /** US dollars of a day in UTC. */
  usdPerDay: number | undefined;
  /** US dollars of a month in UTC. */
  usdPerMonth: number | undefined;
  /** Images a request may ask for. */
  maxN: number | undefined;
  /** Milliseconds since 1970. */
  expiresAt: number | undefined;
  /** Whether it may bring its own upstream key, upstream address and image host. */
  callerCredentials: boolean;
  /** Whether it is the operator's own, made by the first start: it may do what ADMIN_KEY may. */
  operator?: boolean | undefined;
}

/** A caller's credential as it is recorded; its secret is known to its holder alone. */
export interface Key {
  /** `key_` and 26 base32 characters; the owner of what is made with it. */
  id: string;
  /** For people; need not be unique. */
  name: string;
  scopes: KeyScopes;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Milliseconds since 1970. */
  revokedAt: number | undefined;
  /** When it last reserved money or images; milliseconds since 1970. */
  lastSpentAt: number | undefined;
}

/** Where keys are kept, by the hex SHA-256 of their secrets. */
export interface KeyStore {
  create(key: Key, secretHash: string): Promise<void>;
  findByHash(secretHash: string): Promise<Key | undefined>;
  find(id: string): Promise<Key | undefined>;
  /** The newest first. */
  list(): Promise<Key[]>;
  /** The key as it stands then; a second time changes nothing; undefined where there is none. */
  revoke(id: string, at: number): Promise<Key | undefined>;
}
