import type { Template } from '../core/template.ts';
import { providerKinds } from '../providers/index.ts';
import type {
  ExtraSetting,
  ProviderChoice,
  ProviderChoices,
  ProviderKind,
} from '../providers/table/provider-kind.ts';
import { address, choice, keys, text } from './formats.ts';
import type { NamedRow } from './setting-row.ts';

/** The settings of every provider, made from the table of kinds; named as in the environment. */
export const providerRows: readonly NamedRow[] = rowsOfKinds(providerKinds);

/** The rows of some kinds, in their order: key, address, and what only they have. */
export function rowsOfKinds(kinds: readonly ProviderKind[]): NamedRow[] {
  return kinds.flatMap((kind) => [
    ...(kind.key ? [keyRow(kind, kind.key)] : []),
    addressRow(kind),
    ...(kind.extraSettings ?? []).map(extraRow),
  ]);
}

/** Gathers by kind what was set, from values under the names of the rows. */
export function readProviderChoices(
  values: ReadonlyMap<string, unknown>,
  kinds: readonly ProviderKind[] = providerKinds,
): ProviderChoices {
  return Object.fromEntries(
    kinds.map(({ kind, key, address: { env }, extraSettings = [] }) => {
      const extra = extraSettings.flatMap((row) => {
        const value = values.get(row.env);
        return typeof value === 'string' ? [[row.env, value] as const] : [];
      });
      const choice: ProviderChoice = {
        apiKeys: key && (values.get(key.env) as readonly string[] | undefined),
        baseUrl: values.get(env) as string | undefined,
        extra: Object.fromEntries(extra),
      };
      return [kind, choice];
    }),
  );
}

function keyRow({ title }: ProviderKind, key: NonNullable<ProviderKind['key']>): NamedRow {
  const about = { en: `Key for ${title.en}.`, zh: `${setOff(title.zh)}密钥。` };
  return { ...named(key, about), format: keys, secret: true };
}

function addressRow({ title, key, address: row }: ProviderKind): NamedRow {
  const default_ = row.default === undefined ? {} : { default: row.default };
  return {
    ...named(row, aboutAddress(title, row.example, key?.env)),
    format: address,
    ...default_,
  };
}

function aboutAddress(
  { en, zh }: Template,
  example: string | undefined,
  keyEnv?: string,
): Template {
  if (keyEnv !== undefined && example === undefined) {
    return { en: `Address for ${keyEnv}.`, zh: `${keyEnv} 对应的地址。` };
  }
  return {
    en: `Address of ${en}${example === undefined ? '' : `, such as ${example}`}; setting it is what sets it up.`,
    zh: `${setOff(zh)}的地址${example === undefined ? '' : `，如 ${example}`}；设置后即启用。`,
  };
}

/** In Chinese a space stands behind what is not Chinese. */
function setOff(name: string): string {
  return /[\w)]$/.test(name) ? `${name} ` : name;
}

function extraRow(row: ExtraSetting): NamedRow {
  return {
    ...named(row, row.about),
    format: row.words ? choice(...row.words) : text,
    ...(row.default === undefined ? {} : { default: row.default }),
    ...(row.secret ? { secret: true } : {}),
  };
}

function named(
  { env, aliases, about }: { env: string; aliases?: readonly string[]; about?: Template },
  usual: Template,
) {
  return { name: env, env, ...(aliases ? { aliases } : {}), about: about ?? usual };
}
