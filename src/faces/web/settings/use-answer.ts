import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { errorText } from '../create/error-text.ts';
import { locale } from '../state/locale.ts';

/** What the server answered: nothing yet, a value, or why there is none. */
export interface Answer<Value> {
  value: Value | undefined;
  problem: string | undefined;
}

/** Asks once, and again whenever `reasons` or the language change; late answers are dropped. */
export function useAnswer<Value>(
  ask: () => Promise<Value>,
  reasons: readonly unknown[],
): Answer<Value> {
  const [answer, setAnswer] = useState<Answer<Value>>({ value: undefined, problem: undefined });
  useEffect(() => {
    let wanted = true;
    ask().then(
      (value) => wanted && setAnswer({ value, problem: undefined }),
      (thrown: unknown) => {
        const error = thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', '');
        if (wanted) setAnswer({ value: undefined, problem: errorText(error).text });
      },
    );
    return () => {
      wanted = false;
    };
  }, [...reasons, locale.value]);
  return answer;
}
