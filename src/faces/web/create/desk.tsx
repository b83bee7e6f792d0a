import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { loadModels, models, modelsError } from '../state/models.ts';
import { costText, estimateUsd } from './cost.ts';
import { errorText } from './error-text.ts';
import { ModelField, NumberFields, QualityField, SizeField } from './fields.tsx';
import { choices, currentWish, model, prompt } from './form.ts';
import { InputStrip } from './input-strip.tsx';
import { startRun } from './runs.ts';

/** The card with everything that is asked for. */
export function Desk() {
  const submit = (event?: Event) => {
    event?.preventDefault();
    const wish = currentWish();
    if (wish) send(wish);
  };
  return (
    <form
      class="card grid gap-4 p-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto"
      aria-label={t('create.form')}
      onSubmit={submit}
      onKeyDown={(event) => {
        const sends = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
        // Enter that ends a word of an input method is not meant for us.
        if (!sends || event.isComposing) return;
        submit(event);
      }}
    >
      <PromptBox />
      <InputStrip />
      {models.value === undefined ? <NoModels /> : <Fields />}
      <div class="grid gap-2">
        <button
          type="submit"
          class="button button-seal min-h-12 text-base"
          disabled={!currentWish()}
        >
          <Icon name="brush" />
          {t('create.paint')}
          <span
            aria-hidden="true"
            class="ml-1 hidden rounded border border-[#fff8ee66] px-1.5 text-xs font-normal lg:inline"
          >
            {isApple ? '⌘↵' : 'Ctrl ↵'}
          </span>
        </button>
        <Estimate />
      </div>
    </form>
  );
}

const isApple = /mac|iphone|ipad/i.test(navigator.platform);

/** Asks for it, and leads the eye to where it will appear. */
export function send(wish: NonNullable<ReturnType<typeof currentWish>>): void {
  void startRun(wish);
  const isBelow = matchMedia('(max-width: 63.99rem)').matches;
  const show = () => document.getElementById('stage')?.scrollIntoView({ behavior: 'smooth' });
  if (isBelow) requestAnimationFrame(show);
}

function PromptBox() {
  return (
    <label>
      <span class="label">{t('create.prompt')}</span>
      <textarea
        id="prompt"
        class="field field-sizing-content max-h-[38dvh] min-h-28 resize-none text-base leading-relaxed"
        placeholder={t('create.placeholder')}
        value={prompt.value}
        spellcheck={false}
        onInput={(event) => {
          prompt.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

function Fields() {
  if (!model.value || !choices.value) return <p class="text-soft">{t('create.noModel')}</p>;
  const shared = { model: model.value, choices: choices.value };
  return (
    <>
      <ModelField />
      <SizeField {...shared} />
      <QualityField {...shared} />
      <NumberFields {...shared} />
    </>
  );
}

function NoModels() {
  const error = modelsError.value;
  if (!error) return <div class="waiting h-[28.75rem] rounded-xl" aria-busy="true" />;
  const { text, hint } = errorText(error);
  return (
    <div class="grid justify-items-start gap-3 rounded-xl bg-well p-4 text-sm" role="alert">
      <p>{text}</p>
      {hint && <p class="text-soft">{hint}</p>}
      <button type="button" class="button" onClick={() => void loadModels()}>
        {t('error.again')}
      </button>
    </div>
  );
}

function Estimate() {
  if (!model.value || !choices.value) return null;
  const usd = estimateUsd(model.value, choices.value);
  const text = costText(usd, usd === undefined ? 'unknown' : 'estimated');
  return <p class="text-center text-[0.8125rem] text-soft">{t('cost.before', { cost: text })}</p>;
}
