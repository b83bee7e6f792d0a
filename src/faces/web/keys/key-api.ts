import { call, callJson } from '../api/call.ts';

/** A key as the server tells of it, never with its secret; dollars a day and a month, times in seconds. */
export interface KeyInfo {
  id: string;
  name: string;
  models: string[] | null;
  rpm: number | null;
  concurrent: number | null;
  images_per_day: number | null;
  usd_per_day: number | null;
  usd_per_month: number | null;
  max_n: number | null;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_spent_at: number | null;
}

/** What a key has spent in a time. */
export interface Spent {
  usd: number;
  images: number;
}

/** What a new key shall be allowed; what is left out is not limited. */
export interface KeyWish {
  name: string;
  models?: string;
  rpm?: string;
  images_per_day?: string;
  usd_per_day?: string;
  usd_per_month?: string;
  expires?: string;
}

/** Every key, the newest first. */
export async function listKeys(): Promise<KeyInfo[]> {
  return (await callJson<{ data: KeyInfo[] }>('v1/keys')).data;
}

/** Makes a key; its secret is told this once. */
export function createKey(wish: KeyWish): Promise<KeyInfo & { secret: string }> {
  return callJson('v1/keys', { method: 'POST', json: wish });
}

/** What a key has spent today and this month. */
export async function spendOf(id: string): Promise<{ today: Spent; this_month: Spent }> {
  const { spend } = await callJson<{ spend: { today: Spent; this_month: Spent } }>(`v1/keys/${id}`);
  return spend;
}

/** Ends a key at once. */
export async function revokeKey(id: string): Promise<void> {
  await call(`v1/keys/${id}`, { method: 'DELETE' });
}
