import { useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { t } from '../state/locale.ts';
import { createKey, type KeyWish } from './key-api.ts';

const spans = ['', '1d', '7d', '30d', '90d'] as const;

/** The form that makes a key. */
export function NewKey({ made }: { made: (key: { name: string; secret: string }) => void }) {
  const [problem, setProblem] = useState<string>();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    try {
      made(await createKey(readWish(new FormData(form))));
      setProblem(undefined);
      form.reset();
    } catch (thrown) {
      const message = thrown instanceof ApiError ? thrown.message : '';
      setProblem(message || t('error.unreachable'));
    }
  };
  return (
    <form
      class="card grid gap-4 p-5"
      onSubmit={(event) => void submit(event)}
      aria-label={t('keys.new')}
    >
      <div class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Field name="name" label={t('keys.name')} placeholder={t('keys.nameHint')} required />
        <Field name="usd_per_day" label={t('keys.perDay')} placeholder="2.50" inputMode="decimal" />
        <Field
          name="usd_per_month"
          label={t('keys.perMonth')}
          placeholder="20"
          inputMode="decimal"
        />
        <Field
          name="images_per_day"
          label={t('keys.images')}
          placeholder="50"
          inputMode="numeric"
        />
        <Field name="models" label={t('keys.models')} placeholder="openai/*, gpt-image-2" />
        <label>
          <span class="label">{t('keys.expires')}</span>
          <select class="field" name="expires">
            {spans.map((span) => (
              <option key={span} value={span}>
                {span === ''
                  ? t('keys.never')
                  : t('keys.days', { count: Number.parseInt(span, 10) })}
              </option>
            ))}
          </select>
        </label>
      </div>
      {problem && (
        <p role="alert" class="text-seal-text">
          {problem}
        </p>
      )}
      <div class="flex flex-wrap items-center gap-4">
        <button type="submit" class="button button-seal">
          {t('keys.create')}
        </button>
        <span class="text-sm text-soft">{t('keys.blank')}</span>
      </div>
    </form>
  );
}

function readWish(form: FormData): KeyWish {
  const filled = [...form].filter(([, value]) => String(value).trim() !== '');
  return { name: '', ...Object.fromEntries(filled.map(([name, value]) => [name, String(value)])) };
}

function Field({
  label,
  ...rest
}: {
  label: string;
  name: string;
  placeholder: string;
  required?: boolean;
  inputMode?: 'decimal' | 'numeric';
}) {
  return (
    <label>
      <span class="label">{label}</span>
      <input class="field" autocomplete="off" {...rest} />
    </label>
  );
}
