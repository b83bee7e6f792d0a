import { type ErrorCode, type ErrorRow, errorTable } from './error-table.ts';
import type { RateState } from './rate.ts';
import {
  fillTemplate,
  type Locale,
  type Template,
  type TemplateValue,
  type TemplateValues,
} from './template.ts';

/** What an error may carry beside its text. */
export interface ErrorDetails {
  /** The wire name of the parameter at fault. */
  param?: string;
  /** The upstream's own HTTP status, shown instead of the table's on the older routes. */
  upstreamStatus?: number;
  /** The upstream's own code and request id, for the one who asks it why. */
  upstreamCode?: string;
  upstreamRequestId?: string;
  /** Seconds the upstream or our own limiter asks to wait. */
  retryAfter?: number;
  /** How much is left of the limit that was reached. */
  rate?: RateState;
  /** Whether the provider may have charged for it; default `no`. */
  spent?: 'no' | 'maybe' | 'yes';
  /** Where the image is all the same, when only its host failed. */
  keptAt?: string;
  /** What has to be agreed to: what it may come to, where somebody knows, and above what that is asked. */
  consent?: { usd: number | undefined; aboveUsd: number };
  /** Overrides the table where this one case differs. */
  retryable?: boolean;
  /** The HTTP status, likewise. */
  status?: number;
  /** What was said when it happened, of a failure that is told again from its record. */
  recorded?: string;
  /** It happened to an earlier request that this one repeats. */
  replayed?: boolean;
  /** What was caught, for the log. */
  cause?: unknown;
}

/** The one error: a code of the table, what fills its text in, and what else is known. */
export class AppError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly details: ErrorDetails;
  private readonly values: Readonly<Record<string, TemplateValue>>;

  constructor(
    code: Code,
    values: TemplateValues<(typeof errorTable)[Code]>,
    details: ErrorDetails = {},
  ) {
    const message = details.recorded ?? fillTemplate(errorTable[code], 'en', values);
    super(message, { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.values = values;
    this.details = details;
  }

  /** The table's row: status, type, whether to retry, exit code. */
  get row(): ErrorRow {
    return errorTable[this.code];
  }

  /** Of HTTP. */
  get status(): number {
    return this.details.status ?? this.row.status;
  }

  /** The message in the asked language. */
  text(locale: Locale): string {
    return this.details.recorded ?? fillTemplate(this.row, locale, this.values);
  }

  /** The message in both languages, to stand inside another text. */
  get texts(): Template {
    return { en: this.text('en'), zh: this.text('zh') };
  }

  /** The same error with more known about it. */
  with(more: ErrorDetails): AppError {
    const values = this.values as TemplateValues<(typeof errorTable)[Code]>;
    return new AppError(this.code, values, { ...this.details, ...more });
  }

  /** Whether the same request may be sent again without a risk of paying twice. */
  get retryable(): boolean {
    if (this.details.retryable !== undefined) return this.details.retryable;
    return this.row.retryable && (this.details.spent ?? 'no') === 'no';
  }
}

/** Wraps whatever was thrown, once: an AppError passes, an abort is `cancelled`, the rest `internal`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new AppError('cancelled', {}, { cause: thrown });
  }
  const reason = thrown instanceof Error ? thrown.name : 'unknown';
  return new AppError('internal', { reason }, { cause: thrown });
}
