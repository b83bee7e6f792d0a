const paths = {
  brush:
    'M18.4 3.2c1.1-1 3.1.6 2.2 2L12.3 15l-3-2.7ZM8.6 13.4c-2.4.2-2.3 3.6-5.2 4.6 1.9 2 7.6 1.9 7.7-2.4',
  gallery: 'M4 5h16v14H4ZM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.2h.01',
  key: 'M14.5 13.5a4.5 4.5 0 1 0-4.2-3L3 17.8V21h3.2l1-1v-2h2v-2h2l1-1.2a4.5 4.5 0 0 0 2.3-1.3ZM16 8h.01',
  gauge: 'M4.5 18a9 9 0 1 1 15 0ZM12 14l4-4.5M12 14h.01',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  vary: 'M3 7h4l9 10h5M3 17h4l3-3.3M13 10.3 16 7h5M18.5 4.5 21 7l-2.5 2.5M18.5 14.5 21 17l-2.5 2.5',
  compare: 'M12 3v18M4 6h5v12H4M20 6h-5v12h5',
  plug: 'M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0ZM12 17v4',
  copy: 'M9 9h11v11H9ZM5 15H4V4h11v1',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  download: 'M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M5 20h14',
  open: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  again: 'M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6',
  edit: 'M4 20h4L19.5 8.5a2.1 2.1 0 0 0-3-3L5 17ZM14.5 7.5l3 3',
  trash: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5',
  close: 'M6 6l12 12M18 6 6 18',
  search: 'M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14ZM16 16l4.5 4.5',
  sun: 'M12 16a4 4 0 1 1 0-8 4 4 0 0 1 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  auto: 'M12 20a8 8 0 1 1 0-16 8 8 0 0 1 0 16ZM12 4v16M12 8l5.6-1.6M12 12h8M12 16l5.6 1.6',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  left: 'm15 5-7 7 7 7',
  right: 'm9 5 7 7-7 7',
  info: 'M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18ZM12 11v5.5M12 7.8h.01',
  warning: 'M12 4 2.8 20h18.4ZM12 10v4.5M12 17.3h.01',
  undo: 'M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-4',
  eraser: 'm4 15 9.5-10 6 5.5L11 20H7.5ZM9 9.8l6 5.5M7.5 20H20',
  rectangle: 'M4 6h16v12H4Z',
  invert: 'M12 20a8 8 0 1 1 0-16ZM12 4a8 8 0 0 1 0 16',
  image: 'M4 5h16v14H4ZM4 16l4.5-4.5 4 4 2.5-2.5 5 5',
  heart: 'M12 20s-8-4.9-8-10.6A4.4 4.4 0 0 1 12 7a4.4 4.4 0 0 1 8 2.4C20 15.1 12 20 12 20Z',
  stop: 'M7 7h10v10H7Z',
  stack: 'm12 4 8.5 4.5L12 13 3.5 8.5ZM4 12.5l8 4.2 8-4.2M4 16.3l8 4.2 8-4.2',
  share: 'M12 15V4m0 0L8 8m4-4 4 4M6 12v8h12v-8',
  filter: 'M4 6h16M7 12h10M10 18h4',
  zip: 'M6 3h12v18H6ZM12 3v2M12 7v2M12 11v2M10.5 15h3v3h-3Z',
  read: 'M4 5h9M4 10h6M4 15h6M15 18a4 4 0 1 1 0-8 4 4 0 0 1 0 8ZM18 17l3 3',
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof paths;

/** A small line drawing; it says nothing to screen readers, the text beside it does. */
export function Icon({ name, class: more = 'size-5' }: { name: IconName; class?: string }) {
  return (
    <svg
      class={`shrink-0 ${more}`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
