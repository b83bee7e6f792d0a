import { AppError } from '../../core/errors.ts';
import type { ProviderStatus } from '../../core/provider.ts';
import { askUpstream } from './ask.ts';
import { callContext, type Upstream } from './call.ts';

/** How long it may take, in milliseconds. */
const firstByteMs = 10_000;

/** Whether the upstream is there and takes our key, by a route below its base that costs nothing. */
export async function askStatus(
  upstream: Upstream,
  url: string,
  signal: AbortSignal,
  describe: (json: unknown) => string = () => 'online',
): Promise<ProviderStatus> {
  try {
    const question = { method: 'GET', url, firstByteMs } as const;
    const json = await askUpstream(upstream, question, callContext(upstream, ''), signal);
    return { online: true, message: describe(json), httpStatus: 200 };
  } catch (thrown) {
    const { upstreamStatus: httpStatus } = thrown instanceof AppError ? thrown.details : {};
    const message = thrown instanceof AppError ? thrown.message : String(thrown);
    return { online: false, message, httpStatus };
  }
}
