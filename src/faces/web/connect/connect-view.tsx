import { useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { createKey } from '../keys/key-api.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { credential } from '../state/credential.ts';
import { locale, t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { codeSnippets, type Door, mcpSnippets, type Snippet, systemOf } from './snippets.ts';

/** What a fresh key may spend, so that one that gets lost does no great harm. */
const limits = { rpm: '30', images_per_day: '200' };

/** How other programs are told of this server. */
export function ConnectView() {
  const [key, setKey] = useState<string>();
  const origin = new URL('.', document.baseURI).href.replace(/\/$/, '');
  // The key of this page opens everything, so it is nothing to hand out.
  const door: Door = {
    origin,
    key: key ?? (credential.value === undefined ? undefined : 'YOUR_KEY'),
  };
  return (
    <div class="mx-auto grid max-w-4xl gap-8 pt-4">
      <header class="grid gap-2">
        <h1 class="text-3xl">{t('connect.title')}</h1>
        <p class="max-w-prose text-soft">{t('connect.about')}</p>
      </header>
      <FreshKey fresh={key} take={setKey} />
      <Group
        title={t('connect.mcp')}
        all={mcpSnippets(door, systemOf(navigator.userAgent), locale.value)}
      />
      <Group title={t('connect.code')} all={codeSnippets(door, t('sample.fox'))} />
    </div>
  );
}

interface FreshKeyProps {
  fresh: string | undefined;
  take: (key: string) => void;
}

function FreshKey({ fresh, take }: FreshKeyProps) {
  const make = async () => {
    try {
      const day = new Date().toISOString().slice(0, 10);
      take((await createKey({ name: `connect ${day}`, ...limits })).secret);
    } catch (thrown) {
      tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
    }
  };
  return (
    <section class="card flex flex-wrap items-center gap-4 p-4">
      <p class="min-w-60 flex-1 text-sm">
        {fresh === undefined
          ? t('connect.noKey')
          : t('connect.filled', { rpm: limits.rpm, count: limits.images_per_day })}
      </p>
      {fresh === undefined ? (
        <button type="button" class="button" onClick={() => void make()}>
          <Icon name="key" />
          {t('connect.make')}
        </button>
      ) : (
        <div class="w-full">
          <CopyText text={fresh} />
        </div>
      )}
    </section>
  );
}

function Group({ title, all }: { title: string; all: readonly Snippet[] }) {
  const [picked, setPicked] = useState(all[0]?.id);
  const snippet = all.find(({ id }) => id === picked);
  return (
    <section class="grid gap-3">
      <h2 class="text-xl">{title}</h2>
      <fieldset class="flex flex-wrap gap-1 rounded-xl bg-well p-1" aria-label={title}>
        {all.map(({ id, name }) => (
          <label key={id} class="choice px-3 whitespace-nowrap">
            <input
              type="radio"
              name={title}
              checked={id === picked}
              onChange={() => setPicked(id)}
            />
            {name}
          </label>
        ))}
      </fieldset>
      {snippet && (
        <>
          <p class="flex flex-wrap items-center gap-3 text-sm text-soft">
            <code class="min-w-0 font-mono wrap-anywhere">{snippet.place}</code>
            {snippet.link && (
              <a class="link" href={snippet.link}>
                {t('connect.install', { name: snippet.name })}
              </a>
            )}
          </p>
          <CopyText text={snippet.text} />
        </>
      )}
    </section>
  );
}
