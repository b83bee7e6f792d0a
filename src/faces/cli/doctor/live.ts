import type { Capability } from '../../../core/capability.ts';
import { type Finding, plain } from '../../../core/doctor/finding.ts';
import { measureModel, type TraitFindings } from '../../../core/doctor/measure-model.ts';
import { type MeasuredModel, type Trait, traits } from '../../../core/doctor/measured.ts';
import {
  cheapestRow,
  type ProbeWish,
  planProbes,
  probesCost,
} from '../../../core/doctor/probes.ts';
import { AppError, toAppError } from '../../../core/errors.ts';
import type { Provider } from '../../../core/provider.ts';
import type { PixelImage } from '../../../kit/png.ts';

/** A model that is to be measured, and what that may cost at most. */
export interface LiveSubject {
  provider: string;
  row: Capability;
  /** In US dollars; undefined where nobody knows. */
  usd: number | undefined;
}

/** What measuring works with. */
export interface LiveTools {
  /** Paints with one model like every command, so that what is paid stands in the books. */
  paint(provider: string, model: string, wish: ProbeWish): Promise<readonly PixelImage[]>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What was found of one model, for people and for the table. */
export interface LiveResult {
  findings: Finding[];
  measured: MeasuredModel | undefined;
  traits: TraitFindings;
}

/** The cheapest model of each provider that can be used, or the one that is named. */
export function chooseSubjects(
  providers: readonly Provider[],
  named: string | undefined,
): LiveSubject[] {
  return named === undefined ? cheapestOfEach(providers) : [findSubject(providers, named)];
}

/** Throws `model_not_found`. */
function findSubject(providers: readonly Provider[], named: string): LiveSubject {
  for (const { name, problem, permissive, models } of providers) {
    if (problem) continue;
    const isIts = named.startsWith(`${name}/`);
    const model = isIts ? named.slice(name.length + 1) : named;
    const known = models().find((row) => row.model === model);
    const row = known ?? (isIts && permissive ? { ...permissive, model, title: model } : undefined);
    if (row) return { provider: name, row, usd: probesCost(row) };
  }
  const names = providers.flatMap(({ name, models }) =>
    models().map((row) => `${name}/${row.model}`),
  );
  const values = { model: named, models: names.slice(0, 20).join(', ') };
  throw new AppError('model_not_found', values, { param: 'model' });
}

function cheapestOfEach(providers: readonly Provider[]): LiveSubject[] {
  return providers.flatMap((provider) => {
    if (provider.problem) return [];
    const { defaultModel: model, permissive } = provider;
    const assumed = permissive && { ...permissive, model, title: model };
    const row = cheapestRow(provider.models(), model) ?? assumed;
    return row ? [{ provider: provider.name, row, usd: probesCost(row) }] : [];
  });
}

const title = { en: 'Measured', zh: '实测' };

/** Measures one model; what stops it is a finding, but for a wish to stop. */
export async function measureSubject(
  { provider, row }: LiveSubject,
  tools: LiveTools,
): Promise<LiveResult> {
  const name = `${provider}/${row.model}`;
  const base = { check: `live:${name}`, title: plain(name) };
  try {
    const paint = (wish: ProbeWish) => tools.paint(provider, row.model, wish);
    const found = await measureModel(row, { paint });
    const on = new Date(tools.now()).toISOString().slice(0, 10);
    const told = traits.flatMap((trait) => {
      const one = found[trait];
      return one ? [[trait, one.obedience] as const] : [];
    });
    const measured = {
      ...{ provider, model: row.model, on, size: planProbes(row).first.size },
      traits: Object.fromEntries(told.filter(([, obedience]) => obedience !== 'untold')),
    };
    const painted: Finding = {
      ...base,
      verdict: 'ok',
      found: { en: 'paints', zh: '可以生成图片' },
    };
    return { findings: [painted, ...describeTraits(name, found)], measured, traits: found };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'cancelled' || error.code === 'stopped') throw error;
    const isSetting = error.row.exit === 'configuration';
    const exit = isSetting ? 'configuration' : 'upstream';
    const broken: Finding = { ...base, verdict: 'broken', found: error.texts, exit };
    return { findings: [broken], measured: undefined, traits: {} };
  }
}

const words: Record<Trait, { en: string; zh: string }> = {
  size: { en: 'size', zh: '尺寸' },
  n: { en: 'n', zh: '张数' },
  seed: { en: 'seed', zh: '种子' },
  transparency: { en: 'transparency', zh: '透明' },
  mask: { en: 'mask', zh: '蒙版' },
};

const obediences = {
  honoured: { en: 'honoured', zh: '遵守' },
  ignored: { en: 'IGNORED', zh: '被忽略' },
  refused: { en: 'REFUSED', zh: '被拒绝' },
  untold: { en: 'not told', zh: '无法判断' },
} as const;

function describeTraits(name: string, found: TraitFindings): Finding[] {
  return traits.flatMap((trait): Finding[] => {
    const one = found[trait];
    if (!one) return [];
    const isGood = one.obedience === 'honoured';
    const said = obediences[one.obedience];
    const advice =
      one.obedience === 'ignored' || one.obedience === 'refused'
        ? {
            en: 'Add --save, and nothing promises it any more.',
            zh: '加上 --save 后将不再承诺支持该参数。',
          }
        : undefined;
    return [
      {
        check: `live:${name}:${trait}`,
        verdict: isGood ? 'ok' : 'look',
        title: { en: `${title.en} ${words[trait].en}`, zh: `${title.zh}${words[trait].zh}` },
        found: { en: `${said.en}: ${one.found.en}`, zh: `${said.zh}：${one.found.zh}` },
        advice,
      },
    ];
  });
}

/** The truth table: a model a line, a trait a column; `–` where the model does not claim it. */
export function truthTable(results: readonly LiveResult[]): string[] {
  const rows = results.flatMap(({ measured, traits: found }) =>
    measured
      ? [
          [
            `${measured.provider}/${measured.model}`,
            ...traits.map((trait) => found[trait]?.obedience ?? '–'),
          ],
        ]
      : [],
  );
  if (rows.length === 0) return [];
  const all = [['model', ...traits], ...rows];
  const widths = ['', ...traits].map((_, at) =>
    Math.max(...all.map((row) => row[at]?.length ?? 0)),
  );
  return all.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
