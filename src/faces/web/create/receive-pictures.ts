import { addInputs } from './inputs.ts';

/** Takes pictures that are pasted or dropped anywhere on the page; the answer stops that. */
export function receivePictures(): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const root = document.documentElement;
  addEventListener(
    'paste',
    (event) => {
      const files = picturesOf(event.clipboardData);
      if (files.length === 0) return;
      event.preventDefault();
      void addInputs(files);
    },
    { signal },
  );
  addEventListener(
    'dragover',
    (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      root.dataset.dropping = '';
    },
    { signal },
  );
  addEventListener(
    'dragleave',
    (event) => {
      if (event.relatedTarget === null) delete root.dataset.dropping;
    },
    { signal },
  );
  addEventListener(
    'drop',
    (event) => {
      delete root.dataset.dropping;
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      void addInputs(event.dataTransfer.files);
    },
    { signal },
  );
  return () => stop.abort();
}

function picturesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
}
