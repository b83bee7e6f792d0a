import type { KeySpend, Spend } from '../../core/ledger.ts';

/** Some of what a key spent or holds in a day, `YYYY-MM-DD` in UTC. */
export interface SpendLine extends Spend {
  day: string;
  held: boolean;
}

/** Adds up the lines of a day and of the month around it; those of other months do not count. */
export function sumSpend(lines: readonly SpendLine[], day: string): KeySpend {
  const ofMonth = lines.filter((line) => line.day.startsWith(day.slice(0, 7)));
  const ofDay = ofMonth.filter((line) => line.day === day);
  return { day: split(ofDay), month: split(ofMonth) };
}

function split(lines: readonly SpendLine[]) {
  return {
    spent: add(lines.filter(({ held }) => !held)),
    held: add(lines.filter(({ held }) => held)),
  };
}

function add(lines: readonly SpendLine[]): Spend {
  return lines.reduce(
    (sum, { microUsd, images }) => ({
      microUsd: sum.microUsd + microUsd,
      images: sum.images + images,
    }),
    { microUsd: 0, images: 0 },
  );
}
