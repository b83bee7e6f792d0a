import { comparing } from '../compare/picked-models.ts';
import { t } from '../state/locale.ts';
import { mayBringOwn } from '../state/models.ts';
import { isWordKey } from '../words.ts';
import {
  type OwnTrouble,
  ownKey,
  ownModel,
  ownTrouble,
  ownUrl,
  setOwn,
  typeOwn,
  usesOwn,
} from './own-provider.ts';

/** Whether an upstream of one's own paints; nothing where the server lets nobody bring one. */
export function OwnSwitch() {
  if (!mayBringOwn.value) return null;
  return (
    <label class="flex items-center gap-2.5 text-sm">
      <input
        type="checkbox"
        class="size-4 accent-seal"
        checked={usesOwn.value}
        onChange={(event) => setOwn(event.currentTarget.checked)}
      />
      {t('own.mode')}
    </label>
  );
}

/** Where the upstream is, its key and its model. */
export function OwnFields() {
  const trouble = ownTrouble.value;
  return (
    <fieldset class="grid min-w-0 gap-3" aria-describedby="own-about">
      <legend class="label">{t('own.title')}</legend>
      <OwnField name="url" value={ownUrl.value} placeholder="https://api.example.com/v1" />
      <OwnField name="key" value={ownKey.value} placeholder="" />
      <OwnField name="model" value={ownModel.value} placeholder="gpt-image-2" />
      {trouble && (
        <p class="text-sm text-seal-text" role="alert" id="own-trouble">
          {troubleText(trouble)}
        </p>
      )}
      <p class="text-[0.8125rem] text-soft" id="own-about">
        {t('own.about')}
      </p>
    </fieldset>
  );
}

interface OwnFieldProps {
  name: 'url' | 'key' | 'model';
  value: string;
  placeholder: string;
}

/** It has no name, so that no form ever sends it by itself. */
function OwnField({ name, value, placeholder }: OwnFieldProps) {
  const label = name === 'model' && comparing.value ? t('own.models') : t(`own.${name}`);
  const isWrong = fieldOf(ownTrouble.value) === name;
  return (
    <div>
      <label class="label" for={`own-${name}`}>
        {label}
      </label>
      <input
        id={`own-${name}`}
        class="field font-mono"
        type={name === 'key' ? 'password' : 'text'}
        inputMode={name === 'url' ? 'url' : 'text'}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        placeholder={placeholder}
        value={value}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? 'own-trouble' : undefined}
        onInput={(event) => typeOwn(name, event.currentTarget.value)}
      />
    </div>
  );
}

const fields: Readonly<Record<string, OwnFieldProps['name']>> = {
  again: 'key',
  base_url_without_key: 'key',
  upstream_unauthorized: 'key',
  address_refused: 'url',
  model_not_found: 'model',
};

/** Which field it is about; undefined for all of them. */
function fieldOf(trouble: OwnTrouble | undefined): OwnFieldProps['name'] | undefined {
  if (trouble === 'url' || trouble === 'key' || trouble === 'model') return trouble;
  return trouble && fields[trouble === 'again' ? trouble : trouble.code];
}

/** In plain words, where there are some, else in the server's own. */
function troubleText(trouble: OwnTrouble): string {
  const key = `own.trouble.${typeof trouble === 'string' ? trouble : trouble.code}`;
  if (isWordKey(key)) return t(key);
  return (typeof trouble !== 'string' && trouble.message) || t('error.unknown');
}
