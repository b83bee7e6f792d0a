import { shownAt } from '../api/history.ts';
import { fileNameFor } from '../parts/copy-formats.ts';
import { CopyLink } from '../parts/copy-link.tsx';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { fittingModels } from './form.ts';
import { addFromAddress } from './inputs.ts';
import { type Frame, type Run, startRun } from './runs.ts';
import { canVary, varyWish } from './vary.ts';

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
      {run.repeatable && run.status !== 'running' && canVary(modelOf(run), run.wish.own) && (
        <button type="button" class="button" onClick={() => void vary(run, frame, file)}>
          <Icon name="vary" />
          {t('picture.vary')}
        </button>
      )}
    </div>
  );
}

function modelOf({ wish, generation }: Run): string {
  return generation && !wish.own ? `${generation.provider}/${generation.model}` : wish.model;
}

async function vary(run: Run, { picture }: Frame, src: string): Promise<void> {
  const wish = { ...run.wish, model: modelOf(run) };
  const varied = await varyWish(wish, { src, seed: picture?.seed });
  if (varied) void startRun(varied);
}

async function edit(file: string): Promise<void> {
  await addFromAddress(file);
  document.getElementById('prompt')?.focus();
}
