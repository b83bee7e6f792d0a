/**
 * How much stands behind a row: asked of the vendor itself (`live`), proved on a loopback server that
 * speaks the wire of the named source (`fixture`), or only read about (`reported`).
 */
export type Verification = 'live' | 'fixture' | 'reported';

/** Prices in US dollars; `source` and `asOf` (YYYY-MM-DD) say who said so, and when. */
export interface Price {
  /** An image, by `quality:size`, then `quality`, then `*`. */
  perImage: Readonly<Record<string, number>> | undefined;
  /** A million tokens. */
  perMillionTokens:
    | {
        textIn: number;
        imageIn: number;
        imageOut: number;
        /** Default that of images. */
        textOut?: number;
      }
    | undefined;
  /**
   * Tokens an image of 1024x1024 takes at most, by quality; more pixels take more in proportion.
   * Without it nobody can tell beforehand what a model priced by tokens will cost.
   */
  imageTokens?: Readonly<Record<string, number>>;
  /**
   * Where pixels decide: what an image of at most so many pixels costs, the fewest first; of one
   * quality alone where it names one. More cost what `perImage` says.
   */
  upToPixels?: readonly { pixels: number; usd: number; quality?: string }[];
  /** An input image of a call; the first `free` of them cost nothing. */
  perInput?: { usd: number; free?: number };
  /** Where the vendor asks for another currency: what its prices were converted with. */
  currency?: ExchangeRate;
  source: string;
  asOf: string;
}

/** A dated rate; one US dollar is `perUsd` of the currency. */
export interface ExchangeRate {
  /** For example `CNY`. */
  code: string;
  perUsd: number;
  source: string;
  asOf: string;
}

/** The sizes a model paints. `free` means any width and height within the rules. */
export interface SizeRules {
  /** `WIDTHxHEIGHT`, ratios or `auto`, the default first; empty means no such parameter. */
  named: readonly string[];
  free:
    | {
        /** Both sides are multiples of this, in pixels. */
        step: number;
        /** Of a side, in pixels. */
        minSide: number;
        /** Of a side, in pixels. */
        maxSide: number;
        minPixels: number;
        maxPixels: number;
        /** Long side over short side. */
        maxRatio: number;
        /** Whether a size outside is painted as the nearest of its shape; default it is refused. */
        nearest?: true;
      }
    | undefined;
}

/** What a parameter of a model's own may be: one of some words, or a whole number within bounds. */
export type OptionRules = (
  | { values: readonly string[] }
  | {
      min: number;
      /** Undefined for no bound. */
      max: number | undefined;
    }
) & {
  /** The only `output_format` it goes with; with any other it is left out and reported. */
  onlyWith?: string;
};

/**
 * What one model can do. This one table drives validation, tool schemas, the model list and the
 * docs. A list that is `undefined` means "unknown, let anything pass"; an empty one means "no such
 * parameter", which is then dropped with a warning.
 */
export interface Capability {
  /** The model's name at its provider. */
  model: string;
  /** A line for people. */
  title: string;
  sizes: SizeRules | undefined;
  /** The default first. */
  qualities: readonly string[] | undefined;
  formats: readonly string[] | undefined;
  backgrounds: readonly string[] | undefined;
  /** Images one call can make. More are asked for in several calls. */
  maxN: number;
  /** Images one edit can take; 0 where the model cannot edit. */
  maxInputs: number;
  mask: boolean;
  /** Whether an edit takes a transparent PNG drawn over its image, in place of a mask. */
  markup: boolean;
  /** Whether it sends previews while it paints. */
  stream: boolean;
  seed: boolean;
  moderation: boolean;
  inputFidelity: boolean;
  style: boolean;
  user: boolean;
  compression: boolean;
  /**
   * Whether an edit may name its images by the ids their vendor's own store of files gave them;
   * absent means no.
   */
  fileIds?: boolean;
  /**
   * Parameters of this model's own, by their name on the wire; `false` for one that others of its
   * vendor have and it has not. What is not named here is unknown.
   */
  options?: Readonly<Record<string, OptionRules | false>>;
  /** Whether parameters we do not know are passed on. */
  passUnknown: boolean;
  price: Price | undefined;
  verified: Verification;
  /** What the row was read from: a URL or `package@version`. */
  source: string;
  /** A name its vendor switched off: from `on` (YYYY-MM-DD) its requests go to `successor`. */
  retired: { on: string; successor: string } | undefined;
  /** What was measured of it on this installation, and when (YYYY-MM-DD), by trait. */
  measured?: { on: string; traits: Readonly<Record<string, string>> };
}
