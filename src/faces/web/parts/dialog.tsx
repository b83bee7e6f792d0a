import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A dialog of the browser's own: it keeps the focus, and Escape closes it. */
export function Dialog({
  label,
  class: more,
  onClose,
  children,
}: {
  label: string;
  class: string;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const place = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = place.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={place}
      aria-label={label}
      class={more}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === place.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
