import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { createKey } from '../keys/key-api.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { credential } from '../state/credential.ts';
import { recall, remember } from '../state/kept.ts';
import { locale, t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import {
  codeSnippets,
  type Door,
  mcpSnippets,
  type Snippet,
  systemOf,
  type Way,
} from './snippets.ts';

/** What a fresh key may spend, so that one that gets lost does no great harm. */
const limits = { rpm: '30', images_per_day: '200' };

/** How other programs are told of this server. */
export function ConnectView() {
  const [key, setKey] = useState<string>();
  const [way, setWay] = useState<Way>(recall('connect-way') === 'stdio' ? 'stdio' : 'http');
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
        all={mcpSnippets(door, systemOf(navigator.userAgent), locale.value, way)}
        kept="connect-program"
      >
        <WayField way={way} choose={setWay} />
      </Group>
      <Group
        title={t('connect.code')}
        all={codeSnippets(door, t('sample.fox'))}
        kept="connect-language"
      />
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

const ways: readonly Way[] = ['http', 'stdio'];

/** Whether a program talks to this server, or starts a Maliang of its own; kept for the next visit. */
function WayField({ way, choose }: { way: Way; choose: (way: Way) => void }) {
  const pick = (next: Way) => {
    remember('connect-way', next);
    choose(next);
  };
  return (
    <fieldset class="grid gap-2">
      <legend class="sr-only">{t('connect.way')}</legend>
      <div class="flex flex-wrap gap-1 justify-self-start rounded-xl bg-well p-1">
        {ways.map((one) => (
          <label key={one} class="choice max-w-40 px-3 whitespace-nowrap">
            <input
              type="radio"
              name="connect-way"
              checked={one === way}
              onChange={() => pick(one)}
            />
            {t(`connect.${one}`)}
          </label>
        ))}
      </div>
      <p class="max-w-prose text-sm text-soft">{t(`connect.${way}About`)}</p>
    </fieldset>
  );
}

interface GroupProps {
  title: string;
  all: readonly Snippet[];
  /** The name under which what was picked is remembered. */
  kept: string;
  children?: ComponentChildren;
}

function Group({ title, all, kept, children }: GroupProps) {
  const [picked, setPicked] = useState(recall(kept));
  const snippet = all.find(({ id }) => id === picked) ?? all[0];
  const pick = (id: string) => {
    remember(kept, id);
    setPicked(id);
  };
  return (
    <section class="grid gap-3">
      <h2 class="text-xl">{title}</h2>
      {children}
      <fieldset class="flex flex-wrap gap-1 rounded-xl bg-well p-1" aria-label={title}>
        {all.map(({ id, name }) => (
          <label key={id} class="choice px-3 whitespace-nowrap">
            <input
              type="radio"
              name={title}
              checked={id === snippet?.id}
              onChange={() => pick(id)}
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
