import { useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { saveStyle } from '../api/styles.ts';
import { Dialog } from '../parts/dialog.tsx';
import { t } from '../state/locale.ts';
import { chooseStyle, loadStyles } from '../state/styles.ts';
import { tell } from '../state/toasts.ts';
import { choices } from './form.ts';
import { savingStyle } from './saving-style.ts';

/** The form that makes a style of one's own. */
export function SaveStyle() {
  const [problem, setProblem] = useState<string>();
  const close = () => {
    savingStyle.value = false;
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const kept = form.get('keep') ? choices.value : undefined;
    try {
      const { name } = await saveStyle({
        name: text('name'),
        prompt: text('prompt'),
        palette: text('palette') || undefined,
        model: kept?.model,
        size: kept?.size,
        quality: kept?.quality,
      });
      await loadStyles();
      chooseStyle(name);
      tell(t('style.saved', { name }));
      close();
    } catch (thrown) {
      const message = thrown instanceof ApiError ? thrown.message : '';
      setProblem(message || t('error.unreachable'));
    }
  };
  return (
    <Dialog label={t('style.title')} class="sheet max-w-lg p-6" onClose={close}>
      <form onSubmit={(event) => void submit(event)} class="grid gap-4">
        <h2 class="text-xl">{t('style.title')}</h2>
        <p class="text-sm text-soft">{t('style.about')}</p>
        <label>
          <span class="label">{t('style.name')}</span>
          <input
            class="field"
            name="name"
            required
            autocomplete="off"
            placeholder={t('style.nameHint')}
          />
        </label>
        <label>
          <span class="label">{t('style.prompt')}</span>
          <textarea class="field min-h-24" name="prompt" required defaultValue="{prompt}, " />
        </label>
        <label>
          <span class="label">{t('style.palette')}</span>
          <input class="field" name="palette" autocomplete="off" placeholder="#b83824, #f5f0e6" />
        </label>
        <label class="flex items-start gap-2.5 text-sm">
          <input type="checkbox" name="keep" class="mt-1 size-4 accent-seal" />
          <span>{t('style.keep')}</span>
        </label>
        {problem && (
          <p role="alert" class="text-seal-text">
            {problem}
          </p>
        )}
        <div class="flex justify-end gap-2">
          <button type="button" class="button button-bare" onClick={close}>
            {t('mask.cancel')}
          </button>
          <button type="submit" class="button button-seal">
            {t('style.save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
