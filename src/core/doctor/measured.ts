import type { Capability } from '../capability.ts';
import type { Provider } from '../provider.ts';

/** What is measured of a model. */
export const traits = ['size', 'n', 'seed', 'transparency', 'mask'] as const;

/** One of them. */
export type Trait = (typeof traits)[number];

/**
 * Whether a model does as it is asked: it does, it takes the parameter and does something else, it
 * refuses the parameter, or nobody could tell.
 */
export type Obedience = 'honoured' | 'ignored' | 'refused' | 'untold';

const obediences: readonly Obedience[] = ['honoured', 'ignored', 'refused', 'untold'];

/** What was measured of one model on this installation; a trait it does not claim is absent. */
export interface MeasuredModel {
  provider: string;
  model: string;
  /** YYYY-MM-DD. */
  on: string;
  /** The size that was asked for; undefined where none was. */
  size: string | undefined;
  traits: Readonly<Partial<Record<Trait, Obedience>>>;
}

/** Reads what an earlier measurement wrote; undefined where the text is nothing of the kind. */
export function parseMeasured(text: string): MeasuredModel[] | undefined {
  try {
    const { measured } = JSON.parse(text) as { measured?: unknown };
    return Array.isArray(measured) ? measured.flatMap((row) => readRow(row) ?? []) : undefined;
  } catch {
    return undefined;
  }
}

/** The text of the file that `parseMeasured` reads. */
export function writeMeasured(rows: readonly MeasuredModel[]): string {
  return `${JSON.stringify({ version: 1, measured: rows }, null, 2)}\n`;
}

/** The rows with newer ones in the place of older ones of the same models. */
export function mergeMeasured(
  older: readonly MeasuredModel[],
  newer: readonly MeasuredModel[],
): MeasuredModel[] {
  const isNew = ({ provider, model }: MeasuredModel) =>
    newer.some((row) => row.provider === provider && row.model === model);
  return [...older.filter((row) => !isNew(row)), ...newer];
}

/** The same provider, whose models are known to do what was measured, and nothing beyond it. */
export function withMeasured(provider: Provider, all: readonly MeasuredModel[]): Provider {
  const rows = all.filter((row) => row.provider === provider.name);
  if (rows.length === 0) return provider;
  const { permissive } = provider;
  return {
    ...provider,
    models() {
      const known = provider.models();
      const told = known.map((row) => {
        const found = rows.find(({ model }) => model === row.model);
        return found ? applyMeasured(row, found) : row;
      });
      const others = rows.filter(({ model }) => known.every((row) => row.model !== model));
      if (!permissive) return told;
      const added = others.map((found) => {
        const { model } = found;
        return applyMeasured({ ...permissive, model, title: model }, found);
      });
      return [...told, ...added];
    },
  };
}

/** A capability row as it turned out to be: what was ignored or refused is no ability any more. */
export function applyMeasured(row: Capability, measured: MeasuredModel): Capability {
  const lacks = (trait: Trait) =>
    measured.traits[trait] === 'ignored' || measured.traits[trait] === 'refused';
  const has = (trait: Trait) => measured.traits[trait] === 'honoured';
  return {
    ...row,
    sizes: lacks('size') ? withoutSize(row.sizes, measured.size) : row.sizes,
    maxN: lacks('n') ? 1 : row.maxN,
    seed: lacks('seed') ? false : row.seed || has('seed'),
    mask: lacks('mask') ? false : row.mask || has('mask'),
    backgrounds: lacks('transparency')
      ? (row.backgrounds ?? []).filter((name) => name !== 'transparent')
      : row.backgrounds,
    verified: 'live',
    measured: { on: measured.on, traits: measured.traits },
  };
}

/** One size that is not painted says nothing of other named ones, but everything of free ones. */
function withoutSize(sizes: Capability['sizes'], size: string | undefined): Capability['sizes'] {
  return { named: (sizes?.named ?? []).filter((name) => name !== size), free: undefined };
}

function readRow(row: unknown): MeasuredModel | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { provider, model, on, size, traits: said } = row as Record<string, unknown>;
  if (typeof provider !== 'string' || typeof model !== 'string' || typeof on !== 'string') {
    return undefined;
  }
  const found = (typeof said === 'object' && said !== null ? said : {}) as Record<string, unknown>;
  const read = traits.flatMap((trait) => {
    const obedience = obediences.find((known) => known === found[trait]);
    return obedience ? [[trait, obedience] as const] : [];
  });
  return {
    provider,
    model,
    on,
    size: typeof size === 'string' ? size : undefined,
    traits: Object.fromEntries(read),
  };
}
