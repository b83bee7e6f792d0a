import { useRef } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import type { Stroke } from './mask-strokes.ts';

/** What the pointer does. */
export type Tool = 'brush' | 'eraser' | 'rectangle';

const tools: readonly Tool[] = ['brush', 'eraser', 'rectangle'];

/** The tools of the mask editor; without `undo` there is nothing to take back. */
export function ToolBar({
  tool,
  setTool,
  size,
  setSize,
  largest,
  act,
  upload,
  undo,
}: {
  tool: Tool;
  setTool: (tool: Tool) => void;
  size: number;
  setSize: (size: number) => void;
  largest: number;
  act: (stroke: Stroke) => void;
  upload: (file: File) => void;
  undo: (() => void) | undefined;
}) {
  return (
    <div class="flex flex-wrap items-center gap-2" role="toolbar" aria-label={t('mask.tools')}>
      <span class="flex gap-1 rounded-xl bg-well p-1">
        {tools.map((name) => (
          <button
            key={name}
            type="button"
            class={`choice px-3 ${tool === name ? 'bg-pick text-ink shadow-[0_1px_3px_var(--shade)]' : ''}`}
            aria-pressed={tool === name}
            aria-label={t(`mask.${name}`)}
            title={t(`mask.${name}`)}
            onClick={() => setTool(name)}
          >
            <Icon name={name} />
          </button>
        ))}
      </span>
      <label class="flex items-center gap-2 text-sm text-soft">
        {t('mask.size')}
        <input
          type="range"
          class="w-28 accent-seal"
          min={4}
          max={Math.max(largest, size)}
          value={size}
          onInput={({ currentTarget: { value } }) => setSize(Number(value))}
        />
      </label>
      <UploadButton upload={upload} />
      <button type="button" class="button" onClick={() => act({ tool: 'invert' })}>
        <Icon name="invert" />
        {t('mask.invert')}
      </button>
      <button type="button" class="button" disabled={!undo} onClick={undo}>
        <Icon name="undo" />
        {t('mask.undo')}
      </button>
      <button
        type="button"
        class="button button-bare"
        disabled={!undo}
        onClick={() => act({ tool: 'clear' })}
      >
        {t('mask.clear')}
      </button>
    </div>
  );
}

/** A mask that was made elsewhere is drawn on like one's own. */
function UploadButton({ upload }: { upload: (file: File) => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        class="hidden"
        accept="image/png,image/webp,image/jpeg"
        aria-label={t('mask.uploadAbout')}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) upload(file);
          currentTarget.value = '';
        }}
      />
      <button
        type="button"
        class="button"
        title={t('mask.uploadAbout')}
        onClick={() => chooser.current?.click()}
      >
        <Icon name="image" />
        {t('mask.upload')}
      </button>
    </>
  );
}
