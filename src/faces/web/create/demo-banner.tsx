import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { addressOf } from '../state/route.ts';

const examples = [
  ['OpenAI', 'OPENAI_API_KEY=sk-… npm start'],
  ['xAI', 'XAI_API_KEY=xai-… npm start'],
  ['SD / LocalAI / …', 'API_BASE_URL=http://127.0.0.1:8080/v1 API_KEY=none npm start'],
] as const;

/** Says that nothing here is AI yet, and how to change that. */
export function DemoBanner() {
  return (
    <details class="demo-banner group">
      <summary class="flex list-none items-start gap-3 px-4 py-2.5">
        <Icon name="info" class="mt-0.5 size-5 text-seal-text" />
        <span class="min-w-0">
          <strong class="font-semibold">{t('demo.title')}</strong>{' '}
          <span class="max-sm:hidden">{t('demo.about')}</span>
        </span>
        <span class="link ml-auto shrink-0">{t('demo.how')}</span>
      </summary>
      <div class="grid gap-3 px-4 pb-4 pl-12">
        <p class="text-soft">{t('demo.restart')}</p>
        <a class="link justify-self-start" href={addressOf('settings', 'providers')}>
          {t('demo.detect')}
        </a>
        {examples.map(([name, command]) => (
          <div key={name}>
            <span class="label">{name}</span>
            <pre class="code">{command}</pre>
          </div>
        ))}
      </div>
    </details>
  );
}
