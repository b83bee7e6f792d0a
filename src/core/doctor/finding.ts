import type { exitCodes } from '../errors/error-row.ts';
import type { Locale, Template } from '../template.ts';

/** What one check came to: all is well, worth a look, or it will not work. */
export type Verdict = 'ok' | 'look' | 'broken';

/** The result of one check, in words for people. */
export interface Finding {
  /** Stable, for programs: `node`, `port`, `provider:openai` … */
  check: string;
  verdict: Verdict;
  title: Template;
  found: Template;
  /** What to do; undefined where nothing is to be done. */
  advice?: Template | undefined;
  /** What the command exits with where it is broken; default `failure`. */
  exit?: keyof typeof exitCodes;
}

/** A text that is the same in every language, such as a version or an address. */
export function plain(text: string): Template {
  return { en: text, zh: text };
}

/** The gravest exit of all findings: settings before upstreams before the rest; undefined for none. */
export function exitOf(findings: readonly Finding[]): keyof typeof exitCodes | undefined {
  const exits = findings
    .filter(({ verdict }) => verdict === 'broken')
    .map(({ exit }) => exit ?? 'failure');
  const order = ['configuration', 'upstream'] as const;
  return order.find((exit) => exits.includes(exit)) ?? exits[0];
}

/** A finding in one language, as `--json` prints it. */
export function describeFinding({ check, verdict, title, found, advice }: Finding, locale: Locale) {
  return {
    check,
    verdict,
    title: title[locale],
    found: found[locale],
    advice: advice?.[locale] ?? null,
  };
}
