import type { Model, OptionRules } from '../api/shapes.ts';

/** What is chosen of the rarer parameters, by their names on the wire. */
export type MoreValues = Readonly<Record<string, string | number>>;

/** A rarer parameter of a model: words to choose from, or a whole number within bounds. */
export type MoreField = {
  /** On the wire. */
  name: string;
  /** The only `output_format` it goes with. */
  onlyWith: readonly string[] | undefined;
  /** Whether it goes with pictures to start from alone. */
  onlyEdits: boolean;
} & (
  | { kind: 'choice'; values: readonly string[] }
  | { kind: 'number'; min: number; max: number | undefined }
);

const always = { onlyWith: undefined, onlyEdits: false };
/** OpenAI takes a compression with these two. */
const compressed = ['jpeg', 'webp'];

/**
 * Every parameter that a model tells of and that has no control of its own: the common ones, then
 * those of this model alone, whatever their names are.
 */
export function moreFields({ maliang }: Model): MoreField[] {
  const { backgrounds = [], formats = [], options = {} } = maliang;
  const all: MoreField[] = [
    { ...always, name: 'background', kind: 'choice', values: backgrounds },
    { ...always, name: 'output_format', kind: 'choice', values: formats.length > 1 ? formats : [] },
    ...(maliang.compression
      ? [
          {
            name: 'output_compression',
            kind: 'number' as const,
            min: 0,
            max: 100,
            onlyWith: compressed,
            onlyEdits: false,
          },
        ]
      : []),
    {
      ...always,
      name: 'moderation',
      kind: 'choice',
      values: maliang.moderation ? ['auto', 'low'] : [],
    },
    {
      name: 'input_fidelity',
      kind: 'choice',
      values: maliang.input_fidelity ? ['low', 'high'] : [],
      onlyWith: undefined,
      onlyEdits: true,
    },
    ...Object.entries(options).map(([name, rules]) => optionField(name, rules)),
  ];
  return all.filter((field) => field.kind === 'number' || field.values.length > 0);
}

function optionField(name: string, rules: OptionRules): MoreField {
  const { only_with: only } = rules;
  const shared = { name, onlyWith: only && [only.output_format], onlyEdits: false };
  return rules.type === 'string'
    ? { ...shared, kind: 'choice', values: rules.enum }
    : { ...shared, kind: 'number', min: rules.minimum, max: rules.maximum };
}

/** Whether a parameter means anything beside what else is chosen. */
export function isUsable(field: MoreField, values: MoreValues, hasInputs: boolean): boolean {
  if (field.onlyEdits && !hasInputs) return false;
  return !field.onlyWith || field.onlyWith.includes(String(values.output_format));
}

/** The values with everything left out that the model does not take. */
export function fitMore(values: MoreValues, model: Model, hasInputs = true): MoreValues {
  const fitting = moreFields(model).flatMap((field) => {
    const value = values[field.name];
    const isTaken =
      value !== undefined && takes(field, value) && isUsable(field, values, hasInputs);
    return isTaken ? [[field.name, value] as const] : [];
  });
  return Object.fromEntries(fitting);
}

function takes(field: MoreField, value: string | number): boolean {
  if (field.kind === 'choice') return field.values.includes(String(value));
  const { min, max = Number.MAX_SAFE_INTEGER } = field;
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}

/** The values among the parameters of a record that can be asked for again. */
export function readMore(parameters: Readonly<Record<string, unknown>>, model: Model): MoreValues {
  const plain = Object.entries(parameters).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return fitMore(Object.fromEntries(plain), model);
}
