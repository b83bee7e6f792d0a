import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { recall, remember } from '../state/kept.ts';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { type CopyFormat, copyFormats, copyText, firstTemplate } from './copy-formats.ts';
import { CopyTemplate } from './copy-template.tsx';
import { Icon } from './icon.tsx';

const format = signal<CopyFormat>(readFormat());
/** The form of one's own. */
const template = signal(recall('copy-template') ?? firstTemplate);

function readFormat(): CopyFormat {
  return copyFormats.find((known) => known === recall('copy')) ?? 'url';
}

/** A picture as links tell of it. */
interface Linked {
  url: string;
  about: string;
}

/** Copies the link of a picture in the form chosen last. */
export function CopyLink({ url, about }: Linked) {
  return <CopyLinks links={[{ url, about }]} text={t('copy.link')} />;
}

/** Copies links, a line each, in the form chosen last; links may have to be asked for first. */
export function CopyLinks({
  links,
  text,
}: {
  links: readonly Linked[] | (() => Promise<readonly Linked[]>);
  text: string;
}) {
  const [done, setDone] = useState(false);
  const [writing, setWriting] = useState(false);
  const copy = async () => {
    const all = typeof links === 'function' ? await links().catch(() => []) : links;
    const copied = await copyToClipboard(
      all
        .map(({ url, about }) => copyText(format.value, absolute(url), about, template.value))
        .join('\n'),
    );
    if (!copied || all.length === 0) return tell(t('copy.failed'));
    setDone(true);
    setTimeout(() => setDone(false), 1600);
  };
  const choose = (next: string) => {
    format.value = copyFormats.find((known) => known === next) ?? 'url';
    remember('copy', format.value);
    if (format.value === 'own') return setWriting(true);
    return void copy();
  };
  const keep = (written: string) => {
    template.value = written;
    remember('copy-template', written);
    setWriting(false);
    void copy();
  };
  return (
    <span class="inline-flex">
      <button type="button" class="button button-seal rounded-r-none" onClick={copy}>
        <Icon name={done ? 'check' : 'copy'} />
        <span aria-live="polite">{done ? t('copy.done') : text}</span>
      </button>
      <select
        class="copy-format button button-seal -ml-px min-w-0 appearance-none rounded-l-none border-l-[#fff8ee55] pr-7 pl-3 text-sm"
        aria-label={t('copy.format')}
        value={format.value}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {copyFormats.map((name) => (
          <option key={name} value={name} class="bg-card text-ink">
            {t(`copy.${name}`)}
          </option>
        ))}
      </select>
      {writing && (
        <CopyTemplate template={template.value} keep={keep} close={() => setWriting(false)} />
      )}
    </span>
  );
}

function absolute(url: string): string {
  return new URL(url, document.baseURI).href;
}

/** Copies a text; on plain http browsers have only the old way. Says whether it worked. */
export async function copyToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

function copyTheOldWay(text: string): boolean {
  const box = document.createElement('textarea');
  box.value = text;
  box.setAttribute('readonly', '');
  box.className = 'fixed -top-full';
  // An open dialog takes the focus back from everything outside of it.
  (document.querySelector('dialog[open]') ?? document.body).append(box);
  box.select();
  const copied = document.execCommand('copy');
  box.remove();
  return copied;
}
