import { isGone, shownAt } from '../api/history.ts';
import type { Generation, Picture } from '../api/shapes.ts';
import { reuse, wishOf } from '../create/form.ts';
import { addFromAddress } from '../create/inputs.ts';
import { startRun } from '../create/runs.ts';
import { canVary, varyWish } from '../create/vary.ts';
import { fileNameFor } from '../parts/copy-formats.ts';
import { CopyLink } from '../parts/copy-link.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { models } from '../state/models.ts';
import { go } from '../state/route.ts';
import { isFavourite, toggleFavourite } from './favourites.ts';
import { removeLater } from './undo-delete.ts';

/** What can be done with a generation and one of its pictures. */
export function DetailActions({
  generation,
  picture,
  leave,
}: {
  generation: Generation;
  picture: Picture | undefined;
  leave: () => void;
}) {
  const isEdit = Array.isArray(generation.parameters.inputs);
  const edits = models.value?.some(({ maliang }) => maliang.edit);
  const canVaryHere =
    !isEdit &&
    picture?.expired_at === null &&
    canVary(
      `${generation.provider}/${generation.model}`,
      generation.caller_paid ? 'forgotten' : undefined,
    );
  const create = (action: () => void) => () => {
    go('create');
    action();
  };
  const remove = () => {
    removeLater(generation.id);
    leave();
  };
  return (
    <div class="flex flex-wrap gap-2 border-t border-line pt-5">
      {picture && !isGone(picture) && <ForPicture generation={generation} picture={picture} />}
      {picture && <Heart picture={picture} />}
      {picture && picture.expired_at === null && edits && (
        <Act
          icon="edit"
          text={t('picture.edit')}
          run={create(() => void addFromAddress(shownAt(picture)))}
        />
      )}
      {!isEdit && (
        <Act
          icon="again"
          text={t('picture.again')}
          run={create(() => void startRun(wishOf(generation)))}
        />
      )}
      {picture && canVaryHere && (
        <Act
          icon="vary"
          text={t('picture.vary')}
          run={create(() => void vary(generation, picture))}
        />
      )}
      <Act icon="brush" text={t('gallery.usePrompt')} run={create(() => reuse(generation))} />
      {generation.ended_at !== null && <Act icon="trash" text={t('gallery.delete')} run={remove} />}
    </div>
  );
}

async function vary(generation: Generation, picture: Picture): Promise<void> {
  const { seed } = picture;
  const wish = await varyWish(wishOf(generation), { src: shownAt(picture), seed });
  if (wish) void startRun(wish);
}

function Heart({ picture }: { picture: Picture }) {
  return (
    <button
      type="button"
      class="button toggle"
      aria-pressed={isFavourite(picture)}
      onClick={() => void toggleFavourite(picture)}
    >
      <Icon name="heart" />
      {t('gallery.favourite')}
    </button>
  );
}

function ForPicture({ generation, picture }: { generation: Generation; picture: Picture }) {
  const file = shownAt(picture);
  return (
    <>
      <CopyLink url={picture.url} about={generation.prompt} />
      {picture.expired_at === null && (
        <a class="button" href={file} download={fileNameFor(generation.prompt, picture.media_type)}>
          <Icon name="download" />
          {t('picture.download')}
        </a>
      )}
      <a
        class="button button-icon"
        href={picture.url}
        target="_blank"
        rel="noreferrer"
        title={t('picture.open')}
        aria-label={t('picture.open')}
      >
        <Icon name="open" />
      </a>
    </>
  );
}

function Act({ icon, text, run }: { icon: IconName; text: string; run: () => void }) {
  return (
    <button type="button" class="button" onClick={run}>
      <Icon name={icon} />
      {text}
    </button>
  );
}
