import { useState } from 'preact/hooks';
import { t } from '../state/locale.ts';
import { Answered } from './answered.tsx';
import { listSettings } from './operator-api.ts';
import { SettingRow } from './setting-row.tsx';
import { useAnswer } from './use-answer.ts';

/** Every setting with where it came from; those that somebody set first come to mind. */
export function SettingsSection() {
  const [words, setWords] = useState('');
  const [all, setAll] = useState(false);
  const answer = useAnswer(listSettings, []);
  const wanted = words.trim().toLowerCase();
  return (
    <>
      <p class="max-w-prose text-soft">{t('settings.about')}</p>
      <div class="flex flex-wrap items-center gap-x-6 gap-y-3">
        <input
          class="field max-w-sm"
          type="search"
          aria-label={t('settings.search')}
          placeholder={t('settings.search')}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <label class="flex items-center gap-2.5 text-sm">
          <input
            type="checkbox"
            class="size-4 accent-seal"
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
          {t('settings.all')}
        </label>
      </div>
      <Answered
        answer={answer}
        show={(settings) => (
          <ul class="card divide-y divide-line">
            {settings
              .filter(({ set, value }) => all || wanted !== '' || set || value !== null)
              .filter(({ name, about }) => `${name} ${about}`.toLowerCase().includes(wanted))
              .map((setting) => (
                <SettingRow key={setting.name} setting={setting} />
              ))}
          </ul>
        )}
      />
    </>
  );
}
