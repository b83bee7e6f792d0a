import { dismiss, toasts } from '../state/toasts.ts';

/** What is told for a while, above everything else. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, action }) => (
        <div key={id} class="toast animate-rise">
          <span class="min-w-0 py-1">{text}</span>
          {action && (
            <button
              type="button"
              class="shrink-0 rounded-lg px-2 py-1 font-semibold text-[#f4a58f] hover:bg-white/10"
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.text}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
