import { useRef } from 'preact/hooks';

const longMs = 450;
/** A finger is never still; further than this it scrolls. In pixels. */
const slack = 10;

/** Tells a finger that stays from one that taps or scrolls; `wasLong` is for the click that follows. */
export function useLongPress(act: () => void) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number }>();
  const long = useRef(false);
  const end = () => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  return {
    wasLong: () => {
      const was = long.current;
      long.current = false;
      return was;
    },
    listeners: {
      onPointerDown: ({ pointerType, clientX: x, clientY: y }: PointerEvent) => {
        long.current = false;
        if (pointerType !== 'touch') return;
        const timer = setTimeout(() => {
          long.current = true;
          navigator.vibrate?.(10);
          act();
        }, longMs);
        press.current = { timer, x, y };
      },
      onPointerMove: ({ clientX, clientY }: PointerEvent) => {
        const begun = press.current;
        if (begun && Math.hypot(clientX - begun.x, clientY - begun.y) > slack) end();
      },
      onPointerUp: end,
      onPointerCancel: end,
      // The browser's own menu for a picture would stand above the selection.
      onContextMenu: (event: MouseEvent) => {
        if (press.current || long.current) event.preventDefault();
      },
    },
  };
}
