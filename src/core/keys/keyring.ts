import { hash } from 'node:crypto';
import { randomName } from '../../kit/random-name.ts';
import { AppError } from '../errors.ts';
import type { Key } from '../key.ts';
import type { KeySpend } from '../ledger.ts';
import type { Store } from '../store.ts';
import type { KeyRequest } from './key-request.ts';
import { checkLife } from './scope.ts';

/** The keys of this server, as its operator makes, watches and revokes them. */
export interface Keyring {
  /** A new key; its secret is told here and never again. */
  create(request: KeyRequest): Promise<{ key: Key; secret: string }>;
  /**
   * The living key of a secret; undefined for a secret nobody was given. Throws `key_revoked` or
   * `key_expired`.
   */
  open(secret: string): Promise<Key | undefined>;
  /** The newest first. */
  list(): Promise<Key[]>;
  /** A key and what it has spent today and this month, in UTC; throws `not_found`. */
  show(id: string): Promise<{ key: Key; spend: KeySpend }>;
  /** Ends a key at once; throws `not_found`. */
  revoke(id: string): Promise<Key>;
}

/** Makes the keyring over a store; `now` tells milliseconds since 1970. */
export function createKeyring({ keys, ledger }: Pick<Store, 'keys' | 'ledger'>, now: () => number) {
  return {
    async create({ name, scopes }) {
      const secret = `mlk_${randomName()}${randomName()}`;
      const id = `key_${randomName()}`;
      const times = { createdAt: now(), revokedAt: undefined, lastSpentAt: undefined };
      const key: Key = { id, name, scopes, ...times };
      await keys.create(key, hashSecret(secret));
      return { key, secret };
    },
    async open(secret) {
      if (!looksLikeSecret(secret)) return undefined;
      const key = await keys.findByHash(hashSecret(secret));
      if (key) checkLife(key, now());
      return key;
    },
    list: () => keys.list(),
    async show(id) {
      const key = (await keys.find(id)) ?? unknownKey(id);
      return { key, spend: await ledger.spendOf(id, now()) };
    },
    async revoke(id) {
      return (await keys.revoke(id, now())) ?? unknownKey(id);
    },
  } satisfies Keyring;
}

/** Whether a text has the shape of our secrets, so that nothing else is ever looked up. */
function looksLikeSecret(text: string): boolean {
  return /^mlk_[a-z2-7]{52}$/.test(text);
}

/** 260 random bits need no slow hash: nobody can try them all. */
function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

function unknownKey(id: string): never {
  const hint = { en: 'List the keys to see their ids.', zh: '请列出全部密钥查看 id。' };
  throw new AppError('not_found', { what: id, hint });
}
