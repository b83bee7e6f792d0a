import { useEffect } from 'preact/hooks';
import { removeStyle } from '../api/styles.ts';
import { Icon } from '../parts/icon.tsx';
import { Later } from '../shell/later.tsx';
import { t } from '../state/locale.ts';
import { chooseStyle, loadStyles, styleName, styles } from '../state/styles.ts';
import { tell } from '../state/toasts.ts';
import { choose } from './form.ts';
import { savingStyle } from './saving-style.ts';

const saveDialog = () => import('./save-style.tsx').then(({ SaveStyle }) => SaveStyle);

/** What is put around the prompt: a style that is built in, or one of one's own. */
export function StyleField() {
  useEffect(() => {
    if (!styles.value) void loadStyles();
  }, []);
  const all = styles.value ?? [];
  const chosen = all.find(({ name }) => name === styleName.value);
  const groups = [
    [t('style.own'), all.filter((style) => !style.built_in)],
    [t('style.builtIn'), all.filter((style) => style.built_in)],
  ] as const;
  return (
    <div>
      <label class="label" for="style">
        {t('style.label')}
      </label>
      <div class="flex gap-1.5">
        <select
          id="style"
          class="field min-w-0 flex-1"
          title={chosen?.about || chosen?.prompt}
          value={chosen?.name ?? ''}
          onChange={(event) => putOn(event.currentTarget.value || undefined)}
        >
          <option value="">{t('style.none')}</option>
          {groups.map(
            ([label, some]) =>
              some.length > 0 && (
                <optgroup key={label} label={label}>
                  {some.map(({ name, title }) => (
                    <option key={name} value={name}>
                      {title || name}
                    </option>
                  ))}
                </optgroup>
              ),
          )}
        </select>
        {chosen && !chosen.built_in && (
          <button
            type="button"
            class="button button-icon"
            title={t('style.delete')}
            aria-label={t('style.delete')}
            onClick={() => dropStyle(chosen.name)}
          >
            <Icon name="trash" />
          </button>
        )}
        <button
          type="button"
          class="button button-icon"
          title={t('style.save')}
          aria-label={t('style.save')}
          onClick={() => {
            savingStyle.value = true;
          }}
        >
          <Icon name="plus" />
        </button>
      </div>
      {savingStyle.value && <Later load={saveDialog} />}
    </div>
  );
}

/** What a style says of model, shape and quality goes into the form, where it can be changed. */
function putOn(name: string | undefined): void {
  chooseStyle(name);
  const style = styles.value?.find((known) => known.name === name);
  if (style?.model) choose({ model: style.model });
  if (style?.size) choose({ size: style.size });
  if (style?.quality) choose({ quality: style.quality });
}

const patience = 10_000;

/** Gone at once for the eye, at the server only when nobody took it back. */
function dropStyle(name: string): void {
  const before = styles.value;
  styles.value = before?.filter((style) => style.name !== name);
  chooseStyle(undefined);
  const timer = setTimeout(() => void removeStyle(name).catch(() => loadStyles()), patience);
  const undo = () => {
    clearTimeout(timer);
    styles.value = before;
    chooseStyle(name);
  };
  tell(t('style.deleted', { name }), { text: t('gallery.undo'), run: undo }, patience);
}
