import { t } from '../state/locale.ts';
import { Dialog } from './dialog.tsx';

/** Where one writes the form of one's own that links are copied in. */
export function CopyTemplate({
  template,
  keep,
  close,
}: {
  template: string;
  keep: (template: string) => void;
  close: () => void;
}) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    keep(String(form.get('template') ?? '').trim() || template);
  };
  return (
    <Dialog label={t('copy.ownTitle')} class="sheet max-w-md p-6" onClose={close}>
      <form class="grid gap-4" onSubmit={submit}>
        <h2 class="text-xl">{t('copy.ownTitle')}</h2>
        <p class="text-sm text-soft">{t('copy.ownAbout')}</p>
        <input
          class="field font-mono"
          name="template"
          aria-label={t('copy.ownTitle')}
          autocomplete="off"
          spellcheck={false}
          defaultValue={template}
        />
        <div class="flex justify-end gap-2">
          <button type="button" class="button button-bare" onClick={close}>
            {t('mask.cancel')}
          </button>
          <button type="submit" class="button button-seal">
            {t('copy.ownKeep')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
