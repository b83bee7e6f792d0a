import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { showGeneration, shownAt, thumbnailOf } from '../api/history.ts';
import type { Generation } from '../api/shapes.ts';
import { errorText } from '../create/error-text.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { momentText, t } from '../state/locale.ts';
import { close, swap } from '../state/route.ts';
import { DetailActions } from './detail-actions.tsx';
import { generations } from './feed.ts';
import { PictureLinks } from './picture-links.tsx';
import { Recipe } from './recipe.tsx';
import { ShareBox } from './share-box.tsx';

/** One generation, large, with everything that is known of it. */
export function Detail({ id }: { id: string }) {
  const [picked, setPicked] = useState(0);
  const { generation, error } = useGeneration(id);
  const leave = () => close('gallery');
  const step = (by: number) => {
    const at = generations.value.findIndex((other) => other.id === id);
    const next = at < 0 ? undefined : generations.value[at + by];
    if (next) swap('gallery', next.id);
  };
  useArrows(step);
  const picture = generation?.data[picked] ?? generation?.data[0];
  return (
    <Dialog label={generation?.prompt ?? t('nav.gallery')} class="detail" onClose={leave}>
      <div class="detail-stage">
        {picture && generation && picture.expired_at === null && (
          <img
            key={picture.id}
            src={shownAt(picture)}
            alt={generation.prompt}
            width={picture.width || undefined}
            height={picture.height || undefined}
            class="mounted max-w-full rounded-lg object-contain"
          />
        )}
        {generation && picture?.expired_at !== null && (
          <p class="max-w-md p-6 text-center text-soft">
            {picture?.expired_at
              ? t('gallery.expiredAt', { date: momentText(picture.expired_at) })
              : reason(generation)}
          </p>
        )}
        <StepButtons step={step} />
      </div>
      <div class="grid content-start gap-5 overflow-y-auto p-5 max-lg:overflow-visible">
        <button
          type="button"
          class="button button-bare button-icon absolute top-3 right-3 bg-card"
          aria-label={t('gallery.close')}
          onClick={leave}
        >
          <Icon name="close" />
        </button>
        {error && <p role="alert">{errorText(error).text}</p>}
        {generation && generation.data.length > 1 && (
          <Strip generation={generation} picked={picked} pick={setPicked} />
        )}
        {generation && <Recipe generation={generation} picture={picture} />}
        {generation && <DetailActions generation={generation} picture={picture} leave={leave} />}
        {picture && generation && <PictureLinks generation={generation} picture={picture} />}
        {picture && <ShareBox id={id} />}
      </div>
    </Dialog>
  );
}

function reason({ state, error }: Generation): string {
  if (error) return error.message;
  return t(
    state === 'accepted' || state === 'sent'
      ? 'run.painting'
      : `state.${state === 'cancelled' ? 'cancelled' : 'failed'}`,
  );
}

/** From the list where it is there, else asked for by itself. */
function useGeneration(id: string) {
  const [found, setFound] = useState<Generation>();
  const [error, setError] = useState<ApiError>();
  const listed = generations.value.find((generation) => generation.id === id);
  const missing = listed === undefined;
  useEffect(() => {
    if (!missing) return;
    showGeneration(id).then(setFound, (thrown: unknown) => {
      if (thrown instanceof ApiError) setError(thrown);
    });
  }, [id, missing]);
  return { generation: listed ?? found, error: listed ? undefined : error };
}

function useArrows(step: (by: number) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLElement && event.target.matches('input, select, textarea'))
        return;
      if (event.key === 'ArrowLeft') step(-1);
      if (event.key === 'ArrowRight') step(1);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}

function StepButtons({ step }: { step: (by: number) => void }) {
  const looks =
    'absolute top-1/2 grid size-11 -translate-y-1/2 place-items-center rounded-full bg-card/80 text-ink backdrop-blur hover:bg-card';
  return (
    <>
      <button
        type="button"
        class={`${looks} left-3`}
        aria-label={t('gallery.newer')}
        onClick={() => step(-1)}
      >
        <Icon name="left" />
      </button>
      <button
        type="button"
        class={`${looks} right-3`}
        aria-label={t('gallery.older')}
        onClick={() => step(1)}
      >
        <Icon name="right" />
      </button>
    </>
  );
}

function Strip({
  generation,
  picked,
  pick,
}: {
  generation: Generation;
  picked: number;
  pick: (place: number) => void;
}) {
  return (
    <ul class="flex flex-wrap gap-2 pr-12">
      {generation.data.map((picture, place) => (
        <li key={picture.id}>
          <button
            type="button"
            class={`block overflow-hidden rounded-lg ${place === picked ? 'outline-2 outline-offset-2 outline-seal-text' : 'opacity-75'}`}
            aria-pressed={place === picked}
            aria-label={t('run.pick', { number: place + 1 })}
            onClick={() => pick(place)}
          >
            {picture.expired_at === null ? (
              <img
                src={thumbnailOf(picture, 64, devicePixelRatio)}
                alt=""
                class="size-16 object-cover"
              />
            ) : (
              <span class="grid size-16 place-items-center bg-well text-soft">
                <Icon name="image" />
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
