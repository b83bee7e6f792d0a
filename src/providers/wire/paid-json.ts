import { AppError } from '../../core/errors.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { type CallContext, transportError } from './errors.ts';

const maxJsonBytes = 4 * 1024 * 1024;

/**
 * The JSON of a paid request's answer that holds no base64: a task that was begun, URLs. What cannot
 * be read may have been charged all the same, so it throws `outcome_unknown`.
 */
export async function readPaidJson(answer: HttpAnswer, context: CallContext): Promise<unknown> {
  try {
    return JSON.parse(await answer.text(maxJsonBytes));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw transportError(thrown, context);
    const values = { provider: context.provider, reason: 'its answer is no JSON' };
    throw new AppError('outcome_unknown', values, { cause: thrown, spent: 'maybe' });
  } finally {
    await answer.discard();
  }
}
