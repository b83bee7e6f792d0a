import { callJson } from '../api/call.ts';

/** What was paid for some generations; the three kinds are never added up. In US dollars. */
export interface Spent {
  exact: { usd: number; generations: number };
  estimated: { usd: number; generations: number };
  unknown: { generations: number };
}

/** A group of what was paid: a day, a model, a provider or a key. */
export interface SpentRow extends Spent {
  group: string;
  name: string | null;
}

/** What costs can be summed by. */
export const spendGroups = ['day', 'model', 'provider', 'key'] as const;

/** One of them. */
export type SpendGroup = (typeof spendGroups)[number];

/** What was paid since a moment in seconds since 1970. */
export function readUsage(
  by: SpendGroup,
  since: number,
): Promise<{ data: SpentRow[]; total: Spent }> {
  return callJson(`v1/usage?group_by=${by}&since=${since}`);
}

/** A configured provider; nothing was asked of it. */
export interface ProviderInfo {
  name: string;
  kind: string;
  origin: string | null;
  default_model: string;
  models: number;
  verified: ('live' | 'fixture' | 'reported')[];
  problem: string | null;
  paused: string | null;
}

/** What a provider answered just now. */
export interface ProviderCheck {
  status: 'online' | 'offline' | 'untold';
  message: string | null;
  milliseconds: number | null;
}

/** The configured providers, the preferred one first. */
export async function listProviders(): Promise<ProviderInfo[]> {
  return (await callJson<{ data: ProviderInfo[] }>('v1/providers')).data;
}

/** A server that paints on the server's own machine, and is not in use yet. */
export interface DetectedServer {
  kind: string;
  origin: string;
  about: string;
  /** In words. */
  how_to_use: string;
}

/** Looks for them now, on that machine alone. */
export async function detectServers(): Promise<DetectedServer[]> {
  const { detected = [] } = await callJson<{ detected?: DetectedServer[] }>(
    'v1/providers?detect=true',
  );
  return detected;
}

/** Asks a provider now; the question costs nothing. */
export function checkProvider(name: string): Promise<ProviderCheck> {
  return callJson(`v1/providers/${encodeURIComponent(name)}/check`, { method: 'POST', json: {} });
}

/** How the pictures of a host stand. */
export interface HostInfo {
  name: string;
  in_use: boolean;
  local: boolean;
  hosted: number;
  waiting: number;
  failed: number;
}

/** The host in use, and those that were before it. */
export async function listHosts(): Promise<HostInfo[]> {
  return (await callJson<{ data: HostInfo[] }>('v1/hosts')).data;
}

/** What became of a sample of the links of a host. */
export interface HostCheck {
  asked: number;
  alive: number;
  broken: { generation_id: string; url: string; reason: string }[];
}

/** Asks for a sample of the links of a host. */
export function checkHost(name: string): Promise<HostCheck> {
  return callJson(`v1/hosts/${encodeURIComponent(name)}/check`, { method: 'POST', json: {} });
}

/** A setting as it stands. */
export interface SettingInfo {
  name: string;
  value: string | null;
  secret: boolean;
  set: boolean;
  source: 'flag' | 'environment' | '.env' | 'config file' | 'default' | 'unset';
  default: string | null;
  about: string;
}

/** Every setting, in the order of its table. */
export async function listSettings(): Promise<SettingInfo[]> {
  return (await callJson<{ data: SettingInfo[] }>('v1/settings')).data;
}
