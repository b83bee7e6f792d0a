import * as z from 'zod/v4';
import { spendingGroups } from '../../../core/cost/spending-books.ts';

const seconds = z.int().describe('Seconds since 1970.');
const paid = z.object({ usd: z.number(), generations: z.int() });
const spent = {
  exact: paid.describe('By the provider’s own count.'),
  estimated: paid.describe('By its price table.'),
  unknown: z.object({ generations: z.int() }).describe('Nobody knows what these cost.'),
};
const listOf = <Item extends z.ZodType>(data: Item) =>
  z.object({ object: z.literal('list'), data: z.array(data) });

/** What the operator is answered with, by the name under which the OpenAPI document has it. */
export const operatorSchemas = {
  SetupRequest: z.object({ token: z.string().describe('As the server printed it.') }),
  Setup: z.object({ object: z.literal('setup'), needed: z.boolean() }),
  SetupKey: z.object({
    object: z.literal('setup'),
    id: z.string(),
    secret: z.string().describe('The operator’s key: shown here and never again.'),
  }),
  UsageGroup: z.enum(spendingGroups),
  Usage: z.object({
    object: z.literal('usage'),
    group_by: z.enum(spendingGroups),
    since: seconds,
    until: seconds,
    data: z.array(
      z.object({
        group: z.string().describe('A day in UTC, a model, a provider or the id of a key.'),
        name: z.string().nullable().describe('Of a key.'),
        ...spent,
      }),
    ),
    total: z.object(spent),
  }),
  ProviderList: listOf(
    z.object({
      name: z.string(),
      object: z.literal('provider'),
      kind: z.string(),
      origin: z.string().nullable(),
      default_model: z.string(),
      models: z.int(),
      verified: z.array(z.enum(['live', 'fixture', 'reported'])),
      problem: z.string().nullable(),
      paused: z.string().nullable(),
    }),
  ).extend({
    detected: z
      .array(
        z.object({
          kind: z.string(),
          origin: z.string(),
          about: z.string().describe('What it says of itself.'),
          how_to_use: z.string(),
        }),
      )
      .optional(),
  }),
  ProviderCheck: z.object({
    name: z.string(),
    object: z.literal('provider_check'),
    status: z.enum(['online', 'offline', 'untold']),
    message: z.string().nullable(),
    http_status: z.int().nullable(),
    milliseconds: z.int().nullable(),
  }),
  HostList: listOf(
    z.object({
      name: z.string(),
      object: z.literal('host'),
      in_use: z.boolean(),
      local: z.boolean(),
      hosted: z.int(),
      waiting: z.int(),
      failed: z.int(),
    }),
  ),
  HostCheck: z.object({
    name: z.string(),
    object: z.literal('host_check'),
    asked: z.int(),
    alive: z.int(),
    broken: z.array(z.object({ generation_id: z.string(), url: z.string(), reason: z.string() })),
  }),
  SettingList: listOf(
    z.object({
      name: z.string(),
      object: z.literal('setting'),
      value: z.string().nullable().describe('Never of a secret.'),
      secret: z.boolean(),
      set: z.boolean(),
      source: z.enum(['flag', 'environment', '.env', 'config file', 'default', 'unset']),
      default: z.string().nullable(),
      about: z.string(),
    }),
  ),
} as const;
