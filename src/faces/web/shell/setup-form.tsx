import { useState } from 'preact/hooks';
import { ApiError, callJson } from '../api/call.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { giveKey } from '../state/credential.ts';
import { t } from '../state/locale.ts';

/** The first start: whoever holds the printed token becomes the operator. */
export function SetupForm() {
  const [problem, setProblem] = useState<string>();
  const [secret, setSecret] = useState<string>();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const json = { token: String(form.get('token') ?? '').trim() };
    try {
      const made = await callJson<{ secret: string }>('setup', { method: 'POST', json });
      setSecret(made.secret);
    } catch (thrown) {
      const message = thrown instanceof ApiError ? thrown.message : '';
      setProblem(message || t('error.unreachable'));
    }
  };
  if (secret !== undefined) return <Done secret={secret} />;
  return (
    <form onSubmit={(event) => void submit(event)} class="grid gap-4">
      <h2 class="text-xl">{t('setup.title')}</h2>
      <p class="text-soft">{t('setup.about')}</p>
      <label>
        <span class="label">{t('setup.token')}</span>
        <input
          class="field font-mono"
          name="token"
          autocomplete="off"
          spellcheck={false}
          required
        />
      </label>
      {problem && (
        <p role="alert" class="text-sm text-seal-text">
          {problem}
        </p>
      )}
      <div class="flex justify-end">
        <button type="submit" class="button button-seal">
          {t('setup.become')}
        </button>
      </div>
    </form>
  );
}

function Done({ secret }: { secret: string }) {
  const [lasting, setLasting] = useState(true);
  return (
    <div class="grid gap-4" role="status">
      <h2 class="text-xl">{t('setup.done')}</h2>
      <p class="text-soft">{t('setup.once')}</p>
      <CopyText text={secret} />
      <label class="flex items-start gap-2.5 text-sm">
        <input
          type="checkbox"
          class="mt-1 size-4 accent-seal"
          checked={lasting}
          onChange={(event) => setLasting(event.currentTarget.checked)}
        />
        <span>{t('key.keep')}</span>
      </label>
      <div class="flex justify-end">
        <button type="button" class="button button-seal" onClick={() => giveKey(secret, lasting)}>
          {t('setup.start')}
        </button>
      </div>
    </div>
  );
}
