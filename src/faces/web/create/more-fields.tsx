import { t } from '../state/locale.ts';
import { isWordKey } from '../words.ts';
import type { Choices } from './choices.ts';
import { chooseMore, inputs, model } from './form.ts';
import { isUsable, type MoreField, moreFields } from './more.ts';

/** Everything else the model takes, folded away: one control for each, whatever it is called. */
export function MoreFields({ choices: { more } }: { choices: Choices }) {
  const all = model.value ? moreFields(model.value) : [];
  const hasInputs = inputs.value.length > 0;
  const usable = all.filter((field) => isUsable(field, more, hasInputs));
  if (usable.length === 0) return null;
  const count = Object.keys(more).length;
  return (
    <details
      class="more-fields"
      onToggle={({ currentTarget }) => {
        // What unfolds below the edge of the desk would go unseen.
        if (currentTarget.open) currentTarget.closest('form')?.scrollBy({ top: 200 });
      }}
    >
      <summary class="text-sm">
        <span class="link">{t('more.title')}</span>
        {count > 0 && <span class="ml-2 text-soft">{t('more.set', { count })}</span>}
      </summary>
      <div class="mt-3 grid grid-cols-2 gap-x-4 gap-y-3">
        {usable.map((field) => (
          <div key={field.name} class="min-w-0">
            <label class="label truncate" title={field.name} for={`more-${field.name}`}>
              {fieldName(field.name)}
            </label>
            {field.kind === 'choice' ? (
              <ChoiceField field={field} value={more[field.name]} />
            ) : (
              <NumberField field={field} value={more[field.name]} />
            )}
          </div>
        ))}
      </div>
    </details>
  );
}

/** A parameter in the words of the page, where it has some, else in its own. */
function fieldName(name: string): string {
  const key = `more.${name}`;
  if (isWordKey(key)) return t(key);
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface FieldProps<Kind> {
  field: Extract<MoreField, { kind: Kind }>;
  value: string | number | undefined;
}

function ChoiceField({ field: { name, values }, value }: FieldProps<'choice'>) {
  return (
    <select
      id={`more-${name}`}
      class="field"
      value={value ?? ''}
      onChange={(event) => chooseMore(name, event.currentTarget.value || undefined)}
    >
      <option value="">{t('create.random')}</option>
      {values.map((one) => (
        <option key={one} value={one}>
          {valueName(one)}
        </option>
      ))}
    </select>
  );
}

function valueName(value: string): string {
  const key = `value.${value}`;
  return isWordKey(key) ? t(key) : value;
}

function NumberField({ field: { name, min, max }, value }: FieldProps<'number'>) {
  const change = (text: string) => {
    const number = text === '' ? Number.NaN : Number(text);
    chooseMore(name, Number.isInteger(number) ? number : undefined);
  };
  return (
    <input
      id={`more-${name}`}
      class="field min-h-11"
      type="number"
      step="1"
      min={min}
      max={max}
      placeholder={max === undefined ? `${min} …` : `${min} – ${max}`}
      value={value ?? ''}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
