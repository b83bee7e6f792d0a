import { AppError } from '../../core/errors.ts';
import type { Usage } from '../../core/generation.ts';
import type { ProviderEvent } from '../../core/provider.ts';
import type { JsonPath } from '../../kit/base64-json.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { type CallContext, noImageError, quote } from '../wire/errors.ts';
import { listOf, numberOf, recordOf, textOf } from '../wire/json-value.ts';
import { readPicture } from '../wire/read-picture.ts';

/**
 * Turns an answer of `generateContent` into events while it arrives: its picture with live bytes,
 * then what it counted. One call is asked for one picture; of more the first is taken. Throws
 * AppErrors; Gemini tells with a 200 that it painted nothing.
 */
export async function* readGemini(
  answer: HttpAnswer,
  context: CallContext,
): AsyncGenerator<ProviderEvent> {
  const { json, shown } = yield* readPicture(answer, isInlineData, context);
  if (!shown) throw unpainted(json, context);
  const usage = readUsage(recordOf(json)?.usageMetadata);
  if (usage) yield { type: 'usage', usage };
}

/** `candidates[i].content.parts[j].inlineData.data`; gateways write `inline_data`. */
function isInlineData(path: JsonPath): boolean {
  const place = path.at(-2);
  return (
    path.length === 7 &&
    path.at(-1) === 'data' &&
    (place === 'inlineData' || place === 'inline_data')
  );
}

/** Reasons that speak of what the picture shows (ai.google.dev/api/generate-content#FinishReason). */
const blocking = /SAFETY|PROHIBITED|BLOCKLIST|RECITATION|SPII|^OTHER$/;

function unpainted(json: unknown, context: CallContext): AppError {
  const root = recordOf(json);
  const { provider } = context;
  const feedback = recordOf(root?.promptFeedback);
  const candidate = recordOf(listOf(root?.candidates)[0]);
  const blocked = textOf(feedback?.blockReason);
  const finished = textOf(candidate?.finishReason) ?? '';
  if (blocked !== undefined || blocking.test(finished)) {
    const said = textOf(feedback?.blockReasonMessage) ?? textOf(candidate?.finishMessage);
    const reason = quote(said ?? blocked ?? finished, context);
    const upstreamCode = (blocked ?? finished).slice(0, 100);
    return new AppError(
      'moderation_blocked',
      { provider, reason },
      { spent: 'maybe', upstreamCode },
    );
  }
  return noImageError(json, context);
}

/** What was counted, by kind of token; thoughts are written, so they cost as text does. */
export function readUsage(value: unknown): Usage | undefined {
  const counted = recordOf(value);
  if (!counted) return undefined;
  const inputs = listOf(counted.promptTokensDetails);
  const outputs = listOf(counted.candidatesTokensDetails);
  const thoughts = numberOf(counted.thoughtsTokenCount) ?? 0;
  const painted = numberOf(counted.candidatesTokenCount);
  const written = outputs.length === 0 ? 0 : tokensOf(outputs, 'TEXT');
  return {
    inputTokens: numberOf(counted.promptTokenCount),
    outputTokens: painted === undefined ? undefined : painted + thoughts,
    totalTokens: numberOf(counted.totalTokenCount),
    textInputTokens: inputs.length === 0 ? undefined : tokensOf(inputs, 'TEXT'),
    imageInputTokens: inputs.length === 0 ? undefined : tokensOf(inputs, 'IMAGE'),
    textOutputTokens: written + thoughts,
    costUsd: undefined,
  };
}

function tokensOf(details: readonly unknown[], modality: string): number {
  return details.reduce<number>((sum, detail) => {
    const row = recordOf(detail);
    return row?.modality === modality ? sum + (numberOf(row.tokenCount) ?? 0) : sum;
  }, 0);
}
