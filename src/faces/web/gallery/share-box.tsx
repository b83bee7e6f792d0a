import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { shareGeneration, unshareGeneration } from '../api/gallery.ts';
import { showGeneration } from '../api/history.ts';
import type { Share } from '../api/shapes.ts';
import { copyToClipboard } from '../parts/copy-link.tsx';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';

/** Shares a generation, copies its public link, and takes that back. */
export function ShareBox({ id }: { id: string }) {
  const [share, setShare] = useState<Share | null>();
  useEffect(() => {
    showGeneration(id).then(
      (told) => setShare(told.share ?? null),
      () => setShare(null),
    );
  }, [id]);
  const attempt = async (work: () => Promise<Share | null>) => {
    try {
      setShare(await work());
    } catch (thrown) {
      tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
    }
  };
  const make = (prompt: boolean) => attempt(() => shareGeneration(id, prompt));
  const end = () =>
    attempt(async () => {
      await unshareGeneration(id);
      tell(t('share.ended'));
      return null;
    });
  if (share === undefined) return <div class="h-10" aria-busy="true" />;
  if (share === null) {
    return (
      <button type="button" class="button justify-self-start" onClick={() => void make(false)}>
        <Icon name="share" />
        {t('share.make')}
      </button>
    );
  }
  return (
    <section
      class="grid gap-3 rounded-xl border border-line bg-paper p-4"
      aria-label={t('share.title')}
    >
      <h3 class="font-sans text-sm font-semibold">{t('share.title')}</h3>
      <p class="text-sm text-soft">{t('share.about')}</p>
      <input class="field text-sm" readOnly value={share.url} aria-label={t('share.title')} />
      <label class="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          class="size-4 accent-(--seal)"
          checked={share.prompt}
          onChange={({ currentTarget }) => void make(currentTarget.checked)}
        />
        {t('share.withPrompt')}
      </label>
      <div class="flex flex-wrap gap-2">
        <CopyShare url={share.url} />
        <button type="button" class="button" onClick={() => void end()}>
          <Icon name="close" />
          {t('share.end')}
        </button>
      </div>
    </section>
  );
}

function CopyShare({ url }: { url: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    if (!(await copyToClipboard(url))) return tell(t('copy.failed'));
    setDone(true);
    setTimeout(() => setDone(false), 1600);
  };
  return (
    <button type="button" class="button button-seal" onClick={() => void copy()}>
      <Icon name={done ? 'check' : 'copy'} />
      <span aria-live="polite">{done ? t('copy.done') : t('share.copy')}</span>
    </button>
  );
}
