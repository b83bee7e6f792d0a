import { useEffect, useReducer, useState } from 'preact/hooks';
import type { Input } from '../api/paint.ts';
import { masking, setMask } from '../create/inputs.ts';
import { Dialog } from '../parts/dialog.tsx';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { MaskCanvas } from './mask-canvas.tsx';
import { isMarked, type Stroke, toMaskFile } from './mask-strokes.ts';
import { readMask } from './read-mask.ts';
import { type Tool, ToolBar } from './tool-bar.tsx';

/** Strokes of earlier visits, so that a mask can be gone on with. */
const drawn = new Map<string, readonly Stroke[]>();

/** Where one paints over what shall change. */
export function MaskEditor() {
  const input = masking.value;
  return input ? <Editor key={input.id} input={input} /> : null;
}

type Change = { add: Stroke } | 'undo';

function changed(strokes: readonly Stroke[], change: Change): readonly Stroke[] {
  return change === 'undo' ? strokes.slice(0, -1) : [...strokes, change.add];
}

function Editor({ input }: { input: Input }) {
  const [strokes, change] = useReducer(changed, drawn.get(input.id) ?? []);
  const [tool, setTool] = useState<Tool>('brush');
  const [size, setSize] = useState(Math.round(Math.max(input.width, input.height) / 14));
  const leave = () => {
    masking.value = undefined;
  };
  const finish = async () => {
    drawn.set(input.id, strokes);
    try {
      const file = isMarked(strokes)
        ? await toMaskFile(strokes, input.width, input.height)
        : undefined;
      setMask(input.id, file);
      leave();
    } catch {
      tell(t('inputs.unreadable'));
    }
  };
  const upload = async (file: File) => {
    try {
      const marks = await readMask(file, input.width, input.height);
      change({ add: { tool: 'upload', marks } });
    } catch {
      tell(t('inputs.unreadable'));
    }
  };
  useKeys({ setTool, setSize, undo: () => change('undo') });
  return (
    <Dialog label={t('mask.title')} class="mask-dialog" onClose={leave}>
      <header class="grid gap-1">
        <h2 class="text-xl">{t('mask.title')}</h2>
        <p class="text-sm text-soft max-sm:hidden">{t('mask.about')}</p>
      </header>
      <MaskCanvas
        input={input}
        strokes={strokes}
        tool={tool}
        size={size}
        add={(stroke) => change({ add: stroke })}
      />
      <footer class="flex flex-wrap items-center gap-3">
        <ToolBar
          tool={tool}
          setTool={setTool}
          size={size}
          setSize={setSize}
          largest={Math.round(Math.max(input.width, input.height) / 3)}
          act={(stroke) => change({ add: stroke })}
          upload={(file) => void upload(file)}
          undo={strokes.length > 0 ? () => change('undo') : undefined}
        />
        <span class="ml-auto flex gap-2">
          <button type="button" class="button button-bare" onClick={leave}>
            {t('mask.cancel')}
          </button>
          <button type="button" class="button button-seal" onClick={() => void finish()}>
            {t('mask.done')}
          </button>
        </span>
      </footer>
    </Dialog>
  );
}

const toolKeys: Readonly<Record<string, Tool>> = { b: 'brush', e: 'eraser', r: 'rectangle' };

function useKeys({
  setTool,
  setSize,
  undo,
}: {
  setTool: (tool: Tool) => void;
  setSize: (change: (size: number) => number) => void;
  undo: () => void;
}): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && key === 'z') {
        event.preventDefault();
        return undo();
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const tool = toolKeys[key];
      if (tool) setTool(tool);
      if (key === '[') setSize((size) => Math.max(4, Math.round(size / 1.25)));
      if (key === ']') setSize((size) => Math.round(size * 1.25));
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
