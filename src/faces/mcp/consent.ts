import type { InputRequiredResult } from '@modelcontextprotocol/server';
import { describePrice } from '../../core/cost/consent.ts';
import { AppError } from '../../core/errors.ts';
import { readFlag } from '../../core/request.ts';
import { defaultProgressEveryMs } from './follow-job.ts';
import type { ToolInput } from './schema.ts';
import { say } from './texts.ts';
import type { ToolCall } from './tool.ts';

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
  const cost = describePrice(usd);
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
