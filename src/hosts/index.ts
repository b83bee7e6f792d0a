import type { Host } from '../core/host.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { localHost } from './local.ts';
import { lskyHost } from './lsky.ts';
import { type S3Settings, s3Host } from './s3.ts';

/** Everything an operator, or a caller who brings a host along, can set up a host with. */
export interface HostSettings extends S3Settings {
  /** Default the kind. */
  name?: string | undefined;
  /** Of Lsky Pro. */
  url?: string | undefined;
  token?: string | undefined;
  strategyId?: string | undefined;
  guest?: boolean | undefined;
}

/** A kind of host: what it needs to be of use, and how one is made. */
export interface HostKind {
  /** The settings that must be there; a host made without them refuses each image and says why. */
  needs: readonly (keyof HostSettings)[];
  create(settings: HostSettings, client: HttpClient): Host;
}

const kinds = {
  local: { needs: [], create: () => localHost() },
  lsky: {
    needs: ['url', 'token'],
    create: ({ url, token, ...settings }, client) => lskyHost({ ...settings, url, token, client }),
  },
  s3: {
    needs: ['bucket', 'accessKeyId', 'secretAccessKey'],
    create: (settings, client) => s3Host({ ...settings, client }),
  },
} satisfies Record<string, HostKind>;

/** The name of a row in the table of hosts. */
export type HostKindName = keyof typeof kinds;

/** Every kind of host there is; a new one is a file beside this one and a line above. */
export const hostKinds: Readonly<Record<HostKindName, HostKind>> = kinds;
