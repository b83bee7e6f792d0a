import { useEffect, useState } from 'preact/hooks';
import { showGeneration } from '../api/history.ts';
import type { Generation, Hosting, Picture } from '../api/shapes.ts';
import { copyFormats, copyText } from '../parts/copy-formats.ts';
import { copyToClipboard } from '../parts/copy-link.tsx';
import { Icon } from '../parts/icon.tsx';
import { momentText, t } from '../state/locale.ts';
import { models } from '../state/models.ts';
import { tell } from '../state/toasts.ts';

/** Every form of a picture's link, where the picture is, and how well its model is known. */
export function PictureLinks({
  generation,
  picture,
}: {
  generation: Generation;
  picture: Picture;
}) {
  const url = new URL(picture.url, document.baseURI).href;
  return (
    <details class="picture-links">
      <summary class="text-sm text-soft">{t('links.title')}</summary>
      <ul class="mt-3 grid gap-2">
        {copyFormats.map((format) => (
          <li key={format}>
            <Link name={t(`copy.${format}`)} text={copyText(format, url, generation.prompt)} />
          </li>
        ))}
      </ul>
      <Facts generation={generation} picture={picture} />
    </details>
  );
}

function Link({ name, text }: { name: string; text: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    if (!(await copyToClipboard(text))) return tell(t('copy.failed'));
    setDone(true);
    setTimeout(() => setDone(false), 1600);
  };
  return (
    <span class="flex items-center gap-2">
      <span class="w-20 shrink-0 text-sm text-soft">{name}</span>
      <input class="field min-w-0 flex-1 text-sm" readOnly value={text} aria-label={name} />
      <button
        type="button"
        class="button button-icon"
        aria-label={`${t('copy.link')}: ${name}`}
        onClick={() => void copy()}
      >
        <Icon name={done ? 'check' : 'copy'} />
      </button>
    </span>
  );
}

function Facts({
  generation: { id, provider, model },
  picture,
}: Parameters<typeof PictureLinks>[0]) {
  const [hosting, setHosting] = useState<Hosting>();
  useEffect(() => {
    showGeneration(id).then(
      ({ data }) => setHosting(data.find((other) => other.id === picture.id)?.hosting),
      () => setHosting(undefined),
    );
  }, [id, picture.id, picture.url]);
  const known = models.value?.find((row) => row.id === `${provider}/${model}`);
  const verified = known?.maliang.verified;
  return (
    <dl class="mt-3 grid min-h-6 grid-cols-[auto_1fr] gap-x-5 gap-y-1.5 text-sm">
      {hosting && (
        <div class="contents">
          <dt class="text-soft">{t('links.hosting')}</dt>
          <dd>
            {hostingText(hosting)}
            {hosting.error && <span class="block text-seal-text">{hosting.error.message}</span>}
          </dd>
        </div>
      )}
      {verified && (
        <div class="contents">
          <dt class="text-soft">{t('links.verified')}</dt>
          <dd>{t(`verified.${verified}`)}</dd>
        </div>
      )}
    </dl>
  );
}

function hostingText({ state, host, attempts, next_attempt_at }: Hosting): string {
  if (state === 'here') return t('links.here');
  if (state === 'hosted') return t('links.hosted', { host });
  if (state === 'refused') return t('links.refused', { host, attempts });
  if (attempts === 0 || next_attempt_at === null) return t('links.waitingFirst', { host });
  return t('links.waiting', { host, when: momentText(next_attempt_at) });
}
