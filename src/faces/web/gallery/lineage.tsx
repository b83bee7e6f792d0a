import { useEffect, useState } from 'preact/hooks';
import { listRelatives } from '../api/gallery.ts';
import { thumbnailOf } from '../api/history.ts';
import type { Generation } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { addressOf } from '../state/route.ts';

const side = 64;

/** What a generation was made from, and what was made from it, however long ago. */
export function Lineage({ generation }: { generation: Generation }) {
  const { parents, children } = useRelatives(generation);
  return (
    <>
      <Relatives title={t('recipe.madeFrom')} all={parents} />
      <Relatives title={t('recipe.ledTo')} all={children} />
    </>
  );
}

function useRelatives(generation: Generation) {
  const [found, setFound] = useState<Record<'parents' | 'children', readonly Generation[]>>({
    parents: [],
    children: [],
  });
  const { id, parameters, data } = generation;
  const inputs = Array.isArray(parameters.inputs) ? parameters.inputs.map(String) : [];
  const made = data.map(({ sha256 }) => sha256);
  const question = [id, ...inputs, ...made].join();
  useEffect(() => {
    let wanted = true;
    const others = (all: readonly Generation[]) => all.filter((other) => other.id !== id);
    // A picture without its relatives is still a picture.
    Promise.all([listRelatives('sha256', inputs), listRelatives('made_from', made)]).then(
      ([parents, children]) =>
        wanted && setFound({ parents: others(parents), children: others(children) }),
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [question]);
  return found;
}

function Relatives({ title, all }: { title: string; all: readonly Generation[] }) {
  if (all.length === 0) return null;
  return (
    <section>
      <h3 class="label font-sans">{title}</h3>
      <ul class="flex flex-wrap gap-2">
        {all.map(({ id, prompt, data: [picture] }) => (
          <li key={id}>
            <a
              href={addressOf('gallery', id)}
              title={prompt}
              aria-label={prompt}
              class="grid size-16 place-items-center overflow-hidden rounded-lg bg-well text-soft"
            >
              {picture && picture.expired_at === null ? (
                <img
                  src={thumbnailOf(picture, side, devicePixelRatio)}
                  alt=""
                  class="size-16 object-cover"
                />
              ) : (
                <Icon name="image" />
              )}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
