import { AppError } from '../../core/errors.ts';
import type { Key } from '../../core/key.ts';
import { parseKeyRequest } from '../../core/keys/key-request.ts';
import { type PeriodSpend, toUsd } from '../../core/ledger.ts';
import { authenticateOperator } from './auth.ts';
import { readJsonObject } from './body.ts';
import type { HttpContext, HttpOptions } from './context.ts';

/** The fields that a key is made from; a misspelt one is refused. */
export const keyFields = [
  'name',
  'models',
  'aliases',
  'rpm',
  'concurrent',
  'images_per_day',
  'usd_per_day',
  'usd_per_month',
  'max_n',
  'expires',
  'caller_credentials',
];

/** `POST /v1/keys`: makes a key; its `secret` stands in this answer and nowhere else. */
export async function createKey(context: HttpContext, options: HttpOptions): Promise<Response> {
  authenticateOperator(context, options);
  const body = await readJsonObject(context.env.incoming);
  refuseUnknownNames(body);
  const request = parseKeyRequest(
    {
      name: body.name,
      models: body.models,
      aliases: body.aliases,
      rpm: body.rpm,
      concurrent: body.concurrent,
      imagesPerDay: body.images_per_day,
      usdPerDay: body.usd_per_day,
      usdPerMonth: body.usd_per_month,
      maxN: body.max_n,
      expires: body.expires,
      callerCredentials: body.caller_credentials,
    },
    Date.now(),
  );
  const { key, secret } = await options.app.keys.create(request);
  return context.json({ ...describeKey(key), secret }, 201, { 'cache-control': 'no-store' });
}

/** A misspelt budget would be no budget. */
function refuseUnknownNames(body: Record<string, unknown>): void {
  const param = Object.keys(body).find((name) => !keyFields.includes(name));
  if (param === undefined) return;
  const list = keyFields.join(', ');
  const expected = { en: `one of ${list}`, zh: `${list} 之一` };
  throw new AppError('invalid_value', { param, expected, got: JSON.stringify(param) }, { param });
}

/** `GET /v1/keys`: every key, the newest first, revoked ones too. */
export async function listKeys(context: HttpContext, options: HttpOptions): Promise<Response> {
  authenticateOperator(context, options);
  const keys = await options.app.keys.list();
  return context.json({ object: 'list', data: keys.map(describeKey) });
}

/** `GET /v1/keys/{id}`: one key, with what it has spent today and this month. */
export async function showKey(context: HttpContext, options: HttpOptions): Promise<Response> {
  authenticateOperator(context, options);
  const { key, spend } = await options.app.keys.show(context.req.param('id') ?? '');
  const { day, month } = spend;
  return context.json({
    ...describeKey(key),
    spend: { today: describeSpend(day), this_month: describeSpend(month) },
  });
}

/** `DELETE /v1/keys/{id}`: revokes a key; what it has begun goes on. */
export async function revokeKey(context: HttpContext, options: HttpOptions): Promise<Response> {
  authenticateOperator(context, options);
  const key = await options.app.keys.revoke(context.req.param('id') ?? '');
  return context.json(describeKey(key));
}

function describeKey({ id, name, scopes, createdAt, revokedAt, lastSpentAt }: Key) {
  return {
    id,
    object: 'key',
    name,
    models: scopes.models ?? null,
    aliases: scopes.aliases ?? null,
    rpm: scopes.rpm ?? null,
    concurrent: scopes.concurrent ?? null,
    images_per_day: scopes.imagesPerDay ?? null,
    usd_per_day: scopes.usdPerDay ?? null,
    usd_per_month: scopes.usdPerMonth ?? null,
    max_n: scopes.maxN ?? null,
    caller_credentials: scopes.callerCredentials,
    operator: scopes.operator ?? false,
    created_at: seconds(createdAt),
    expires_at: seconds(scopes.expiresAt),
    revoked_at: seconds(revokedAt),
    last_spent_at: seconds(lastSpentAt),
  };
}

function describeSpend({ spent, held }: PeriodSpend) {
  return {
    usd: toUsd(spent.microUsd),
    images: spent.images,
    held_usd: toUsd(held.microUsd),
    held_images: held.images,
  };
}

/** Seconds since 1970, as OpenAI tells times. */
function seconds(at: number | undefined): number | null {
  return at === undefined ? null : Math.floor(at / 1000);
}
