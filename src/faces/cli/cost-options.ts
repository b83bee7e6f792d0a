/** Options of `maliang cost`; the help text and the parser read the same rows. */
export const costOptionRows = {
  days: {
    type: 'string',
    about: { en: 'how many days back; 30 unless told', zh: '统计最近多少天，默认 30' },
  },
} as const;

/** The options of `cost`, still as text. */
export interface CostOptions {
  days?: string | undefined;
}
