import {
  canCompare,
  comparing,
  hasContests,
  pickedModels,
  setComparing,
} from '../compare/picked-models.ts';
import { Icon } from '../parts/icon.tsx';
import { Later } from '../shell/later.tsx';
import { t } from '../state/locale.ts';
import { isApple } from '../state/machine.ts';
import { loadModels, models, modelsError } from '../state/models.ts';
import { fitChoices } from './choices.ts';
import { foretellText } from './cost.ts';
import { errorText } from './error-text.ts';
import { ModelField, NumberFields, QualityField, SizeField } from './fields.tsx';
import { choices, currentWish, inputs, model, pick, prompt, separately } from './form.ts';
import { InputStrip } from './input-strip.tsx';
import { MoreFields } from './more-fields.tsx';
import { OwnFields, OwnSwitch } from './own-fields.tsx';
import { isOwnComplete, usesOwn } from './own-provider.ts';
import { recallPrompt } from './recall-prompt.ts';
import { startCopies, startRun } from './runs.ts';
import { StyleField } from './style-field.tsx';

const modelPicker = () =>
  import('../compare/model-picker.tsx').then(({ ModelPicker }) => ModelPicker);

/** The card with everything that is asked for. */
export function Desk() {
  const submit = (event?: Event) => {
    event?.preventDefault();
    const wish = currentWish();
    if (!wish || !isOwnComplete()) return;
    if (!comparing.value) send(wish);
    else if (canCompare.value) void sendToAll(wish);
  };
  return (
    <form
      class="card grid gap-4 p-4 lg:max-h-[calc(100dvh-6.5rem)] lg:overflow-y-auto"
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
      <div class="desk-foot">
        <button
          type="submit"
          class="button button-seal min-h-12 text-base"
          disabled={!currentWish() || (comparing.value && !canCompare.value && !usesOwn.value)}
        >
          <Icon name={comparing.value ? 'compare' : 'brush'} />
          {t(comparing.value ? 'compare.start' : 'create.paint')}
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

/** Asks for it, and leads the eye to where it will appear. */
export function send(wish: NonNullable<ReturnType<typeof currentWish>>): void {
  if (separately.value && wish.n > 1) startCopies(wish);
  else void startRun(wish);
  leadToStage();
}

async function sendToAll(wish: NonNullable<ReturnType<typeof currentWish>>): Promise<void> {
  const models = pickedModels.value.map(({ id }) => id);
  // The quality that the form shows for one model is nobody's choice for the others.
  const shared = { ...wish, quality: pick('quality') };
  const { startContest } = await import('../compare/contests.ts');
  hasContests.value = true;
  void startContest(shared, models);
  leadToStage();
}

function leadToStage(): void {
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
        onKeyDown={(event) => void recallPrompt(event)}
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
      <StyleField />
      <div class="grid gap-2">
        <WhoPaints />
        <CompareSwitch />
        <OwnSwitch />
      </div>
      <SizeField {...shared} />
      <QualityField {...shared} />
      <NumberFields {...shared} />
      {choices.value.n > 1 && !comparing.value && <SeparateSwitch />}
      <MoreFields choices={choices.value} />
    </>
  );
}

function WhoPaints() {
  if (usesOwn.value) return <OwnFields />;
  return comparing.value ? <Later load={modelPicker} /> : <ModelField />;
}

function CompareSwitch() {
  if ((models.value?.length ?? 0) < 2 && !usesOwn.value) return null;
  return (
    <label class="flex items-center gap-2.5 text-sm">
      <input
        type="checkbox"
        class="size-4 accent-seal"
        checked={comparing.value}
        onChange={(event) => setComparing(event.currentTarget.checked)}
      />
      {t('compare.mode')}
    </label>
  );
}

function SeparateSwitch() {
  return (
    <label class="-mt-2 flex items-center gap-2.5 text-sm">
      <input
        type="checkbox"
        class="size-4 accent-seal"
        checked={separately.value}
        onChange={(event) => {
          separately.value = event.currentTarget.checked;
        }}
      />
      {t('create.separately')}
    </label>
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
  const wished = choices.value;
  const all = comparing.value ? pickedModels.value : [model.value];
  const hasInputs = inputs.value.length > 0;
  const text = foretellText(all, (one) => fitChoices(wished, one, hasInputs));
  return <p class="text-center text-[0.8125rem] text-soft">{t('cost.before', { cost: text })}</p>;
}
