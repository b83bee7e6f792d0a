import type { ProviderEvent, ProviderRequest } from '../../core/provider.ts';
import type { TaskState } from '../polling/poll-task.ts';
import { askUpstream, type Question } from '../wire/ask.ts';
import type { Upstream } from '../wire/call.ts';
import { errorBodyOf } from '../wire/error-body.ts';
import { type CallContext, lateError, refusalError } from '../wire/errors.ts';
import { numberOf, recordOf, textOf } from '../wire/json-value.ts';
import type { ShowTools } from '../wire/shown-image.ts';
import { shownImages } from '../wire/shown-images.ts';
import type { VendorCodes } from '../wire/vendor-codes.ts';

/** Of the prompt or an input, and of the finished picture. */
export const bflCodes: VendorCodes = {
  'Request Moderated': 'moderation',
  'Content Moderated': 'moderation',
};

const failed: readonly string[] = ['Error', 'Failed', ...Object.keys(bflCodes)];

/** How a task stands, asked where it lives, in the words of BFL and of those who host its models. */
export async function askBfl(
  upstream: Upstream,
  question: Question,
  context: CallContext,
  signal: AbortSignal,
): Promise<TaskState<unknown>> {
  const told = recordOf(await askUpstream(upstream, question, context, signal));
  const status = textOf(told?.status) ?? '';
  if (status === 'Ready') return { state: 'done', result: told };
  if (status === 'Task not found') {
    throw refusalError(
      { status: 404, headers: {}, body: errorBodyOf({ message: status }) },
      context,
    );
  }
  if (failed.includes(status)) {
    const why = told?.error ?? told?.details;
    const said = textOf(why) ?? (why ? JSON.stringify(why) : undefined);
    const message = said === undefined ? status : `${status}: ${said}`;
    const body = errorBodyOf({ message, code: status });
    throw lateError({ status: 200, headers: {}, body }, context);
  }
  // `Pending`, and names for its parts that come and go.
  return { state: 'running', fraction: fractionOf(told?.progress) };
}

/** Told from 0 to 1, or to 100. */
function fractionOf(progress: unknown): number | undefined {
  const number = numberOf(progress);
  if (number === undefined || number < 0 || number > 100) return undefined;
  return number > 1 ? number / 100 : number;
}

/** The picture of a task, and what it cost: a credit is a cent (docs.bfl.ai/quick_start/pricing). */
export function* showBfl(
  answer: unknown,
  costAtFirst: number | undefined,
  { prompt }: ProviderRequest,
  tools: ShowTools,
): Generator<ProviderEvent> {
  const root = recordOf(answer);
  const result = recordOf(root?.result);
  const url = textOf(result?.sample);
  const used = textOf(result?.prompt);
  const picture = {
    url: url ?? '',
    seed: numberOf(result?.seed),
    revisedPrompt: used === prompt ? undefined : used,
  };
  yield* shownImages(url === undefined ? [] : [picture], answer, tools);
  const credits = numberOf(root?.cost) ?? costAtFirst;
  if (credits !== undefined)
    yield { type: 'usage', usage: { ...uncounted, costUsd: credits / 100 } };
}

const uncounted = {
  inputTokens: undefined,
  outputTokens: undefined,
  totalTokens: undefined,
  textInputTokens: undefined,
  imageInputTokens: undefined,
};
