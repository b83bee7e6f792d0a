import { useState } from 'preact/hooks';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { copyToClipboard } from './copy-link.tsx';
import { Icon } from './icon.tsx';

/** A text to be taken elsewhere, with a button that copies it. */
export function CopyText({ text }: { text: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    if (!(await copyToClipboard(text))) return tell(t('copy.failed'));
    setDone(true);
    setTimeout(() => setDone(false), 1600);
  };
  return (
    <div class="relative">
      <pre class="code pr-24">{text}</pre>
      <button
        type="button"
        class="button absolute top-2 right-2 min-h-8 px-2.5 py-0.5 text-sm"
        onClick={copy}
      >
        <Icon name={done ? 'check' : 'copy'} class="size-4" />
        <span aria-live="polite">{done ? t('copy.done') : t('copy.text')}</span>
      </button>
    </div>
  );
}
