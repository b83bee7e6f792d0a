import { useRef } from 'preact/hooks';
import { t } from '../state/locale.ts';
import { type Frame, type Run, setRatio } from './runs.ts';

/** What stands above and below a picture, so that its links are seen without scrolling. */
const roomAround = '15.5rem';

/** How wide the frames of a run may be so that they fit the window, as a length of CSS. */
export function frameWidth({ frames, ratio }: Run): string {
  const columns = columnsOf(frames.length);
  const rows = Math.min(2, Math.ceil(frames.length / columns));
  return `calc((100dvh - ${roomAround}) * ${((ratio * columns) / rows).toFixed(4)})`;
}

function columnsOf(count: number): number {
  return count === 1 ? 1 : count <= 4 ? 2 : 3;
}

/** The frames of a run: one large, or several side by side of which one is picked. */
export function FrameGrid({
  run,
  picked,
  pick,
}: {
  run: Run;
  picked: number;
  pick: (index: number) => void;
}) {
  const { frames } = run;
  const columns = columnsOf(frames.length);
  return (
    <ul
      class="mx-auto grid w-full gap-3"
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        maxWidth: `max(17rem, ${frameWidth(run)})`,
      }}
    >
      {frames.map((frame) => (
        <li key={frame.index}>
          <FramePlace
            frame={frame}
            run={run}
            pick={frames.length > 1 ? pick : undefined}
            isPicked={frames.length > 1 && frame.index === picked}
          />
        </li>
      ))}
    </ul>
  );
}

function FramePlace({
  frame,
  run,
  pick,
  isPicked,
}: {
  frame: Frame;
  run: Run;
  pick: ((index: number) => void) | undefined;
  isPicked: boolean;
}) {
  const shape = { aspectRatio: String(run.ratio) };
  const ring = isPicked ? 'outline-2 outline-offset-3 outline-seal-text' : '';
  const place = `relative block w-full overflow-hidden rounded-xl ${ring}`;
  const picture = frame.src ? (
    <Shown frame={frame} run={run} />
  ) : (
    <span class="waiting absolute inset-0" />
  );
  if (!pick) {
    return (
      <div class={`${place} ${frame.src ? 'mounted' : ''}`} style={shape}>
        {picture}
      </div>
    );
  }
  return (
    <button
      type="button"
      class={place}
      style={shape}
      aria-pressed={isPicked}
      aria-label={t('run.pick', { number: frame.index + 1 })}
      onClick={() => pick(frame.index)}
    >
      {picture}
    </button>
  );
}

/** The newest picture, above the one before it, which stays until the new one is there. */
function Shown({ frame, run }: { frame: Frame; run: Run }) {
  const before = useRef<string>();
  const now = useRef(frame.src);
  if (now.current !== frame.src) {
    before.current = now.current;
    now.current = frame.src;
  }
  const isPreview = frame.status === 'preview';
  return (
    <>
      {before.current && (
        <img
          src={before.current}
          alt=""
          class="absolute inset-0 size-full object-cover blur-[3px]"
        />
      )}
      <img
        key={frame.src}
        src={frame.src}
        alt={run.wish.prompt}
        class={`absolute inset-0 size-full animate-appear object-cover ${isPreview ? 'blur-[3px]' : ''}`}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
          if (naturalHeight > 0) setRatio(run.key, naturalWidth / naturalHeight);
        }}
      />
    </>
  );
}
