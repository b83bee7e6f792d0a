import type { Caller } from '../caller.ts';
import type { Generation, Json } from '../generation.ts';
import type { Parts } from '../parts.ts';
import { parseRequest } from '../request.ts';
import { chooseWay } from '../resolve/choose-way.ts';
import { findRoute } from '../resolve/route.ts';
import { type Plan, resolveWays } from '../resolve.ts';

/** What stands for files in a record: their bytes are gone with the process that had them. */
const fileNames = ['inputs', 'mask', 'markup'];

/** Under it stands the name that led to its model. */
const aliasName = 'alias';

const wishNames = [
  'n',
  'size',
  'quality',
  'background',
  'outputFormat',
  'outputCompression',
  'moderation',
  'inputFidelity',
  'style',
  'user',
  'seed',
  'partialImages',
  'visibility',
] as const;

/**
 * What was decided about a generation, made again from its record; without `key` no scope is
 * checked once more. Throws an AppError where the settings do not allow it any more.
 */
export function rebuildPlan(generation: Generation, key: Caller['key'], parts: Parts): Plan {
  const { provider, model, parameters, owner, warnings } = generation;
  const prompt = generation.effectivePrompt ?? generation.prompt;
  const known: readonly string[] = [...wishNames, ...fileNames, aliasName];
  const extra = Object.entries(parameters).filter(([name]) => !known.includes(name));
  const wish = Object.fromEntries(wishNames.map((name) => [name, parameters[name]])) as Record<
    (typeof wishNames)[number],
    Json | undefined
  >;
  // What was sent is asked for where it was sent.
  const alias = generation.state === 'accepted' ? parameters[aliasName] : undefined;
  const wished = isStillThere(alias, key, parts) ? alias : `${provider}/${model}`;
  const request = parseRequest({
    ...wish,
    prompt,
    // Its record tells them already.
    altText: undefined,
    tags: undefined,
    model: wished,
    inputs: undefined,
    mask: undefined,
    markup: undefined,
    apiKey: undefined,
    baseUrl: undefined,
    hostingToken: undefined,
    hostingUrl: undefined,
    linkFirst: false,
    // It was fitted to its model before; what that has lost since is left out.
    lenient: true,
    extra: extra.length > 0 ? Object.fromEntries(extra) : undefined,
  });
  const caller: Caller = {
    id: owner,
    key,
    face: 'http',
    locale: 'en',
    mayBringCredentials: false,
    rateKey: undefined,
    ratePerMinute: undefined,
    assetOrigin: '',
  };
  const ways = resolveWays(request, caller, parts);
  // Of what was sent only the task is asked for, also where nothing new is sent there at the moment.
  const plan = generation.state === 'accepted' ? chooseWay(ways) : ways[0].plan;
  return { ...plan, warnings: isOf(plan, generation) ? warnings : plan.warnings };
}

function isStillThere(alias: Json | undefined, key: Caller['key'], parts: Parts): alias is string {
  if (typeof alias !== 'string') return false;
  return findRoute(alias, key, parts).alias !== undefined;
}

function isOf({ provider, request }: Plan, generation: Generation): boolean {
  return provider.name === generation.provider && request.model === generation.model;
}
