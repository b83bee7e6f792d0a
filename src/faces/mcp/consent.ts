import type { InputRequiredResult } from '@modelcontextprotocol/server';
import type { Ceiling } from '../../core/asking.ts';
import { AppError } from '../../core/errors.ts';
import { readFlag } from '../../core/request.ts';
import type { Template } from '../../core/template.ts';
import { defaultProgressEveryMs } from './follow-job.ts';
import type { ToolInput } from './schema.ts';
import { say } from './texts.ts';
import type { ToolCall } from './tool.ts';

/** What something may come to, as far as is known or the operator assumes. */
export function priceOf({ usd, images }: Ceiling, { options }: ToolCall): number | undefined {
  const { assumedPriceUsd } = options;
  return usd ?? (assumedPriceUsd === undefined ? undefined : assumedPriceUsd * images);
}

/** Whether what something may cost, in US dollars, is to be agreed to; so is what nobody knows. */
export function needsConsent(usd: number | undefined, { options }: ToolCall): boolean {
  const { confirmAboveUsd } = options;
  return confirmAboveUsd !== undefined && (usd === undefined || usd > confirmAboveUsd);
}

/**
 * Gets the user's consent to a price. Undefined means they agreed; a result means that the client
 * is to ask them. Where it cannot, the model's word for them counts. Throws `cost_not_confirmed` or
 * `cost_declined`.
 */
export async function askConsent(
  usd: number | undefined,
  input: ToolInput,
  call: ToolCall,
): Promise<InputRequiredResult | undefined> {
  const cost = describeCost(usd);
  const limit = `$${call.options.confirmAboveUsd ?? 0}`;
  if (!call.askUser) {
    if (readFlag('confirm_cost', input.confirm_cost)) return undefined;
    throw new AppError('cost_not_confirmed', { cost, limit }, { param: 'confirm_cost' });
  }
  const { locale } = call.caller;
  const answer = await whileReporting(call, () =>
    call.askUser?.(say('agree_to_cost', locale, { cost, limit })),
  );
  if (answer === 'yes') return undefined;
  if (answer === 'no') throw new AppError('cost_declined', { cost });
  return answer;
}

/** People think longer than hosts bear silence. */
async function whileReporting<Result>(
  call: ToolCall,
  work: () => Promise<Result> | undefined,
): Promise<Result | undefined> {
  const tell = () => call.report(say('asking', call.caller.locale, {}));
  const ticker = setInterval(tell, call.options.progressEveryMs ?? defaultProgressEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(ticker);
  }
}

function describeCost(usd: number | undefined): Template {
  if (usd === undefined) return { en: 'an amount nobody knows', zh: '未知的金额' };
  // Rounded up: it says what it may come to at most.
  const shown = `$${(Math.ceil(usd * 10_000) / 10_000).toString()}`;
  return { en: `up to ${shown}`, zh: `最多 ${shown}` };
}
