import { useEffect, useState } from 'preact/hooks';
import { callJson } from '../api/call.ts';
import { Dialog } from '../parts/dialog.tsx';
import { giveKey, keyWanted, refuseKey } from '../state/credential.ts';
import { t } from '../state/locale.ts';
import { SetupForm } from './setup-form.tsx';

/** Asks for a key, or at the first start for the token that makes an operator. */
export function KeyDialog() {
  const [isFirst, setFirst] = useState<boolean>();
  useEffect(() => {
    callJson<{ needed: boolean }>('setup').then(
      ({ needed }) => setFirst(needed),
      () => setFirst(false),
    );
  }, []);
  if (isFirst === undefined) return null;
  if (!isFirst) return <AskForKey />;
  return (
    <Dialog label={t('setup.title')} class="sheet max-w-md p-6" onClose={refuseKey}>
      <SetupForm />
    </Dialog>
  );
}

/** Asks for a key, and whether it shall be kept. */
function AskForKey() {
  const [lasting, setLasting] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const key = String(form.get('key') ?? '').trim();
    if (key !== '') giveKey(key, lasting);
  };
  return (
    <Dialog label={t('key.title')} class="sheet max-w-md p-6" onClose={refuseKey}>
      <form onSubmit={submit} class="grid gap-4">
        <h2 class="text-xl">{t('key.title')}</h2>
        <p class="text-soft">{keyWanted.value?.message ?? t('key.about')}</p>
        <label>
          <span class="label">{t('key.label')}</span>
          <input class="field font-mono" name="key" type="password" autocomplete="off" required />
        </label>
        <label class="flex items-start gap-2.5 text-sm">
          <input
            type="checkbox"
            class="mt-1 size-4 accent-seal"
            checked={lasting}
            onChange={(event) => setLasting(event.currentTarget.checked)}
          />
          <span>{t('key.keep')}</span>
        </label>
        <div class="flex justify-end gap-2">
          <button type="button" class="button button-bare" onClick={refuseKey}>
            {t('key.later')}
          </button>
          <button type="submit" class="button button-seal">
            {t('key.open')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
