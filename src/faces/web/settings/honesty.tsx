import type { Model } from '../api/shapes.ts';
import { dayText, t } from '../state/locale.ts';
import { models } from '../state/models.ts';
import { isWordKey } from '../words.ts';

/** Whether the models of a provider do as they are asked, as `maliang doctor --live --save` found. */
export function Honesty({ provider }: { provider: string }) {
  const all = models.value?.filter(({ owned_by }) => owned_by === provider) ?? [];
  const examined = all.filter(({ maliang }) => maliang.measured);
  if (examined.length === 0) {
    return (
      <p class="text-[0.8125rem] text-soft">
        {t('honesty.none')} <code class="font-mono">maliang doctor --live --save</code>
      </p>
    );
  }
  return (
    <ul class="mt-1 grid gap-2">
      {examined.map((model) => (
        <Findings key={model.id} model={model} />
      ))}
    </ul>
  );
}

function Findings({ model: { id, maliang } }: { model: Model }) {
  const { on = '', traits = {} } = maliang.measured ?? {};
  return (
    <li class="grid gap-1 text-[0.8125rem]">
      <span>
        <span class="font-medium">{id.slice(id.indexOf('/') + 1)}</span>{' '}
        <span class="text-soft">{t('verified.measured', { date: dayText(on) })}</span>
      </span>
      <span class="flex flex-wrap gap-x-4 gap-y-1">
        {Object.entries(traits).map(([trait, found]) => (
          <span key={trait} class={found === 'honoured' ? '' : 'text-seal-text'}>
            {wordOr(`trait.${trait}`, trait)}: {wordOr(`honesty.${found}`, found)}
          </span>
        ))}
      </span>
    </li>
  );
}

function wordOr(key: string, name: string): string {
  return isWordKey(key) ? t(key) : name;
}
