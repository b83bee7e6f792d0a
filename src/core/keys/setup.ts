import { randomName } from '../../kit/random-name.ts';
import { AppError } from '../errors.ts';
import type { Key } from '../key.ts';
import type { Keyring } from './keyring.ts';

/** The first start of a server that others can reach: whoever reads its log becomes its operator. */
export interface Setup {
  /** Undefined where there is an operator already, and once it was used. */
  token(): string | undefined;
  /**
   * Makes the operator's key, once; its secret is told here and never again. Throws
   * `wrong_setup_token`, also where the token is used up.
   */
  redeem(token: string): Promise<{ key: Key; secret: string }>;
}

/** Nothing is to be set up: there is an ADMIN_KEY, or only this machine can connect. */
export const noSetup: Setup = {
  token: () => undefined,
  redeem: async () => refuse(),
};

/** Prepares a token where no living key is the operator's; it dies with its use, or the process. */
export async function createSetup(keys: Pick<Keyring, 'list' | 'create'>): Promise<Setup> {
  if (await hasOperator(keys)) return noSetup;
  let token: string | undefined = `setup_${randomName()}`;
  return {
    token: () => token,
    async redeem(given) {
      if (token === undefined || given.trim() !== token) return refuse();
      // Taken before anything is awaited, so that of two who hold it only one becomes the operator.
      const mine = token;
      token = undefined;
      try {
        // Another server on the same records may have been quicker.
        if (await hasOperator(keys)) return refuse();
        return await keys.create({ name: 'operator', scopes: operatorScopes });
      } catch (thrown) {
        if (!(thrown instanceof AppError && thrown.code === 'wrong_setup_token')) token = mine;
        throw thrown;
      }
    },
  };
}

const operatorScopes = {
  models: undefined,
  aliases: undefined,
  rpm: undefined,
  concurrent: undefined,
  imagesPerDay: undefined,
  usdPerDay: undefined,
  usdPerMonth: undefined,
  maxN: undefined,
  expiresAt: undefined,
  callerCredentials: true,
  operator: true,
} as const;

async function hasOperator(keys: Pick<Keyring, 'list'>): Promise<boolean> {
  const all = await keys.list();
  return all.some(({ scopes, revokedAt }) => scopes.operator && revokedAt === undefined);
}

function refuse(): never {
  throw new AppError('wrong_setup_token', {});
}
