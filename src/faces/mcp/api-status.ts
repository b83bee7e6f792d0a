import type { App } from '../../app.ts';
import { toAppError } from '../../core/errors.ts';
import type { Locale } from '../../core/template.ts';
import { say } from './texts.ts';

/** What the older server's `openai://api/status` resource tells, by its own names. */
export interface ApiStatus {
  status: 'online' | 'error';
  message: string;
  http_status: number | null;
}

const patienceMs = 10_000;

/** Asks the preferred provider, without cost, whether it is there and takes our key; never throws. */
export async function readApiStatus(app: App, locale: Locale): Promise<ApiStatus> {
  const [provider] = app.providers;
  if (!provider) return unasked('error', say('status_none', locale, {}));
  if (provider.kind === 'demo') return unasked('error', say('status_demo', locale, {}));
  if (provider.problem) return unasked('error', provider.problem.text(locale));
  if (!provider.status) {
    return unasked('online', say('status_untold', locale, { provider: provider.name }));
  }
  try {
    const told = await provider.status(AbortSignal.timeout(patienceMs));
    return {
      status: told.online ? 'online' : 'error',
      message: told.message,
      http_status: told.httpStatus ?? null,
    };
  } catch (thrown) {
    return unasked('error', toAppError(thrown).text(locale));
  }
}

function unasked(status: ApiStatus['status'], message: string): ApiStatus {
  return { status, message, http_status: null };
}
