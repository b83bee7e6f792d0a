import type { ProviderStatus } from '../../core/provider.ts';
import { HttpError } from '../../kit/http-client/http-error.ts';
import { redactText } from '../../kit/redact.ts';
import { authorization, callContext, type Upstream } from '../wire/call.ts';
import { readErrorBody } from '../wire/error-body.ts';
import { quote } from '../wire/errors.ts';
import { listOf, recordOf, textOf } from '../wire/json-value.ts';

/** How long a list of models may take, in milliseconds. */
const firstByteMs = 10_000;
const maxListBytes = 4 * 1024 * 1024;

/** The names under `GET /models`; empty where the upstream has no such list. Rejects with HttpError. */
export async function listModels(upstream: Upstream, signal: AbortSignal): Promise<string[]> {
  const { status, text } = await getModels(upstream, signal);
  return status === 200 ? namesIn(text) : [];
}

/** Whether the upstream is there and takes our key; a list of models costs nothing. */
export async function upstreamStatus(
  upstream: Upstream,
  signal: AbortSignal,
): Promise<ProviderStatus> {
  const context = callContext(upstream, '');
  try {
    const { status, text } = await getModels(upstream, signal);
    if (status === 200) {
      const count = namesIn(text).length;
      return { online: true, message: `online, ${count} models`, httpStatus: status };
    }
    // Small servers paint but keep no list.
    if (status === 404 || status === 405) {
      return { online: true, message: 'online, without a list of models', httpStatus: status };
    }
    return {
      online: false,
      message: quote(readErrorBody(text).message, context),
      httpStatus: status,
    };
  } catch (thrown) {
    const message = thrown instanceof HttpError ? thrown.message : String(thrown);
    return {
      online: false,
      message: redactText(message, context.secrets),
      httpStatus: undefined,
    };
  }
}

async function getModels(upstream: Upstream, signal: AbortSignal) {
  const answer = await upstream.client.request({
    method: 'GET',
    url: `${upstream.base}/models`,
    headers: { ...authorization(upstream), accept: 'application/json' },
    signal,
    firstByteMs,
  });
  const text = await answer.text(maxListBytes);
  await answer.discard();
  return { status: answer.status, text };
}

function namesIn(text: string): string[] {
  try {
    const root = recordOf(JSON.parse(text));
    // Google and Ollama call the list `models` and what stands in it `name`.
    return listOf(root?.data ?? root?.models).flatMap((entry) => {
      const row = recordOf(entry);
      return textOf(row?.id) ?? textOf(row?.name) ?? [];
    });
  } catch {
    return [];
  }
}
