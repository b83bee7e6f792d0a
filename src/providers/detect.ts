import type { Template } from '../core/template.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { listOf, recordOf, textOf } from './wire/json-value.ts';

/** A server that was found on this machine. */
export interface FoundServer {
  /** The kind of provider that speaks to it. */
  kind: string;
  /** The setting that takes it into use. */
  env: string;
  /** Its address, for example `http://127.0.0.1:8188`. */
  address: string;
  /** What it says of itself: its model, its version, how many models. */
  about: string;
}

/** What looking for servers needs. */
export interface DetectOptions {
  /** Must trust the loopback addresses below, which ask nobody else. */
  client: HttpClient;
  signal: AbortSignal;
  /** Default those of the usual ports. */
  addresses?: readonly string[];
  /** For each question, in milliseconds; default 1,500. */
  patienceMs?: number;
}

/** Where local servers listen unless they are told otherwise. */
export const localAddresses: readonly string[] = [1234, 7860, 8188, 8080, 11434].map(
  (port) => `http://127.0.0.1:${port}`,
);

interface Mark {
  kind: string;
  env: string;
  path: string;
  /** What it says of itself; undefined where this is another server's answer. */
  read(json: unknown): string | undefined;
}

/**
 * By what each is known, the surest first: stable-diffusion.cpp speaks `/sdapi` and OpenAI's API as
 * well, and LocalAI has the lists of many.
 */
const marks: readonly Mark[] = [
  {
    ...{ kind: 'sdcpp', env: 'SDCPP_BASE_URL', path: '/sdcpp/v1/capabilities' },
    read: (json) => textOf(recordOf(recordOf(json)?.model)?.stem),
  },
  {
    ...{ kind: 'comfyui', env: 'COMFYUI_BASE_URL', path: '/system_stats' },
    read: (json) => textOf(recordOf(recordOf(json)?.system)?.comfyui_version),
  },
  {
    ...{ kind: 'localai', env: 'LOCALAI_BASE_URL', path: '/system' },
    read: (json) => countOf(recordOf(json)?.backends, 'backends'),
  },
  {
    ...{ kind: 'ollama', env: 'OLLAMA_BASE_URL', path: '/api/version' },
    read: (json) => textOf(recordOf(json)?.version),
  },
  {
    ...{ kind: 'a1111', env: 'A1111_BASE_URL', path: '/sdapi/v1/sd-models' },
    read: (json) => countOf(json, 'checkpoints'),
  },
];

/**
 * Looks on this machine alone for servers that paint, and says what answered. Only ever done where
 * the operator asks for it: nobody likes strangers at his ports.
 */
export async function detectServers(options: DetectOptions): Promise<FoundServer[]> {
  const { addresses = localAddresses } = options;
  const found = await Promise.all(addresses.map((address) => detectAt(address, options)));
  return found.flatMap((server) => server ?? []);
}

/** What the operator does to paint with it. */
export function howToUse({ env, address }: FoundServer): Template {
  return {
    en: `Set ${env}=${address} to use it.`,
    zh: `如需使用，请设置 ${env}=${address}。`,
  };
}

async function detectAt(address: string, options: DetectOptions): Promise<FoundServer | undefined> {
  for (const { kind, env, path, read } of marks) {
    const json = await ask(`${address}${path}`, options);
    // Nobody is there, so nobody needs to be asked again.
    if (json === 'nobody') return undefined;
    const about = read(json);
    if (about !== undefined) return { kind, env, address, about: about.slice(0, 80) };
  }
  return undefined;
}

async function ask(
  url: string,
  { client, signal, patienceMs: firstByteMs = 1500 }: DetectOptions,
): Promise<unknown> {
  const answer = await client
    .request({ method: 'GET', url, signal, firstByteMs, headers: { accept: 'application/json' } })
    .catch(() => undefined);
  if (!answer) return 'nobody';
  try {
    return answer.status === 200 ? JSON.parse(await answer.text()) : undefined;
  } catch {
    return undefined;
  } finally {
    await answer.discard();
  }
}

function countOf(list: unknown, what: string): string | undefined {
  return Array.isArray(list) ? `${listOf(list).length} ${what}` : undefined;
}
