import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a client makes sure that it does not pay twice. */
export type Safety = 'retry-count' | 'idempotency-key';

/** What a client was told in the end. */
export interface Told {
  prompt: string;
  /** Hex, of the picture it was given; undefined where it was refused. */
  sha256: string | undefined;
  /** Of the refusal. */
  code: string | undefined;
  replayed: boolean;
  attempts: number;
}

interface WireBody {
  data?: { b64_json: string }[];
  error?: { code: string };
}

const mostAttempts = 40;

/** Asks for one picture until there is an answer, as the official clients do. */
export async function askPersistently(
  prompt: string,
  safety: Safety,
  currentUrl: () => string,
): Promise<Told> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const answer = await ask(prompt, safety, attempt, currentUrl()).catch(() => undefined);
    if (!answer) {
      await sleep(100);
      continue;
    }
    const { status, headers, body } = answer;
    const told = {
      prompt,
      replayed: headers.get('idempotent-replayed') === 'true',
      attempts: attempt + 1,
    };
    const [image] = body.data ?? [];
    if (status === 200 && image) {
      const bytes = Buffer.from(image.b64_json, 'base64');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { ...told, sha256, code: undefined };
    }
    if (headers.get('x-should-retry') !== 'true') {
      return { ...told, sha256: undefined, code: body.error?.code ?? String(status) };
    }
    await sleep(100);
  }
  throw new Error(`${prompt}: no answer after ${mostAttempts} attempts`);
}

async function ask(prompt: string, safety: Safety, attempt: number, url: string) {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (safety === 'idempotency-key') headers['idempotency-key'] = `key of ${prompt}`;
  else headers['x-stainless-retry-count'] = String(attempt);
  const answer = await fetch(`${url}/v1/images/generations`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ prompt, model: 'gpt-image-2' }),
  });
  const body = (await answer.json()) as WireBody;
  return { status: answer.status, headers: answer.headers, body };
}
