import { shownAt } from '../api/history.ts';
import { fileNameFor } from '../parts/copy-formats.ts';
import { CopyLink } from '../parts/copy-link.tsx';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { fittingModels } from './form.ts';
import { addFromAddress } from './inputs.ts';
import { type Frame, type Run, startRun } from './runs.ts';

/** What can be done with a finished picture. */
export function ResultActions({ run, frame }: { run: Run; frame: Frame }) {
  const { url, src, picture } = frame;
  if (url === undefined || src === undefined) return null;
  const file = picture ? shownAt(picture) : src;
  const mediaType = picture?.media_type ?? 'image/png';
  const edits = fittingModels.value.some(({ maliang }) => maliang.edit);
  return (
    <div class="flex flex-wrap items-center gap-2">
      <CopyLink url={url} about={run.wish.prompt} />
      <a class="button" href={file} download={fileNameFor(run.wish.prompt, mediaType)}>
        <Icon name="download" />
        {t('picture.download')}
      </a>
      <a
        class="button button-icon"
        href={url}
        target="_blank"
        rel="noreferrer"
        title={t('picture.open')}
        aria-label={t('picture.open')}
      >
        <Icon name="open" />
      </a>
      {edits && (
        <button type="button" class="button" onClick={() => void edit(file)}>
          <Icon name="edit" />
          {t('picture.edit')}
        </button>
      )}
      {run.repeatable && run.status !== 'running' && (
        <button type="button" class="button" onClick={() => void startRun(run.wish)}>
          <Icon name="again" />
          {t('picture.again')}
        </button>
      )}
    </div>
  );
}

async function edit(file: string): Promise<void> {
  await addFromAddress(file);
  document.getElementById('prompt')?.focus();
}
