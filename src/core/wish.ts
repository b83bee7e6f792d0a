import { hash } from 'node:crypto';
import type { Asking } from './asking.ts';
import type { Caller } from './caller.ts';
import { describeParameters } from './describe-generation.ts';
import type { GenerateRequest, Json } from './generation.ts';
import type { Rerun } from './leases.ts';
import type { Plan } from './resolve.ts';

/** What tells a request from others, and what a restart may do with it. */
export interface Wish {
  /** Equal for two requests of one caller that wish for the same, files and purse included. */
  requestHash: string;
  /** As it is recorded: callers who bring their own purse have their own names. */
  idempotencyKey: string | undefined;
  rerun: Rerun;
}

/** Describes what a caller wishes for, without a credential in plain text. */
export function describeWish(
  plan: Plan,
  request: GenerateRequest,
  caller: Caller,
  asking: Asking,
): Wish {
  const { prompt, model, preferUrl } = plan.request;
  const purse = describePurse(request);
  const parts = [caller.id, plan.provider.name, model, prompt, sortKeys(describeParameters(plan))];
  const { idempotencyKey: key, webhookUrl } = asking;
  // An earlier one would tell somebody else of its end.
  const told = webhookUrl === undefined ? [] : [webhookUrl];
  // One that was passed on as an address has no bytes to give to whoever asks for those.
  const linked = preferUrl ? [{ linkFirst: true }] : [];
  return {
    requestHash: digest([...parts, purse ?? null, ...told, ...linked]),
    idempotencyKey: key !== undefined && purse !== undefined ? `${purse}:${key}` : key,
    rerun: describeRerun(request, caller, asking),
  };
}

/** Who pays where the caller does: what it brought, unreadable; undefined where it brought nothing. */
function describePurse({ upstream, hosting }: GenerateRequest): string | undefined {
  const brought = [upstream?.apiKey, upstream?.baseUrl, hosting?.token, hosting?.url];
  if (brought.every((part) => part === undefined)) return undefined;
  return digest(brought.map((part) => part ?? null));
}

function describeRerun(request: GenerateRequest, { face }: Caller, asking: Asking): Rerun {
  const { upstream, hosting, inputs, mask, markup } = request;
  if (upstream ?? hosting ?? inputs ?? mask ?? markup) return 'never';
  // A terminal whose command died shows no picture of it any more.
  if (face === 'cli') return 'never';
  return asking.detached ? 'always' : 'briefly';
}

/** Clients may name the same fields in any order. */
function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sortKeys(inner)]));
}

function digest(value: Json): string {
  return hash('sha256', JSON.stringify(value), 'hex');
}
