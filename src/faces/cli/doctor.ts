import { describeFinding, exitOf, type Finding } from '../../core/doctor/finding.ts';
import type { MeasuredModel } from '../../core/doctor/measured.ts';
import { AppError } from '../../core/errors.ts';
import { showUsd, toMicroUsd } from '../../core/ledger.ts';
import { fillTemplate, type Locale } from '../../core/template.ts';
import type { Check, CheckTools } from './doctor/checks.ts';
import {
  chooseSubjects,
  type LiveResult,
  type LiveSubject,
  type LiveTools,
  measureSubject,
  truthTable,
} from './doctor/live.ts';
import {
  clockCheck,
  folderCheck,
  nodeCheck,
  portCheck,
  proxyCheck,
  recordsCheck,
} from './doctor/machine-checks.ts';
import { type ToldSetting, tellSettings } from './doctor/settings-sources.ts';
import { hostCheck, localServersCheck, providersCheck } from './doctor/upstream-checks.ts';
import { mcpCheck, publicUrlCheck } from './doctor/way-in-checks.ts';
import type { DoctorOptions } from './doctor-options.ts';
import type { Progress } from './progress.ts';

/** What `maliang doctor` works with. */
export interface DoctorTools extends CheckTools, LiveTools {
  options: DoctorOptions;
  /** The only model to be measured; undefined is the cheapest of each provider. */
  model: string | undefined;
  json: boolean;
  locale: Locale;
  progress: Progress;
  /** Asks whoever sits there; undefined where nobody does. */
  ask: ((question: string) => Promise<string>) | undefined;
  /** Keeps what was measured; resolves with the file. */
  save(rows: readonly MeasuredModel[]): Promise<string>;
}

/** The clock comes last but one, when others have been asked; nothing may hold the port before its check. */
const checks: readonly Check[] = [
  nodeCheck,
  recordsCheck,
  portCheck,
  folderCheck,
  proxyCheck,
  providersCheck,
  hostCheck,
  publicUrlCheck,
  localServersCheck,
  clockCheck,
  mcpCheck,
];

const texts = {
  settings: { en: 'Settings', zh: '设置' },
  measured: { en: 'What models honour', zh: '模型实际遵守的参数' },
  saved: { en: 'Kept in {file}.', zh: '已保存到 {file}。' },
  known: { en: 'at most {usd}', zh: '最多 {usd}' },
  unknown: { en: 'at an unknown cost', zh: '费用未知' },
  question: {
    en: 'Paint the cheapest pictures with {models}? {cost} [y/N] ',
    zh: '用 {models} 各生成几张最便宜的图片？{cost} [y/N] ',
  },
  skipped: { en: 'Nothing was painted.', zh: '没有生成图片。' },
} as const;

const agree = {
  en: 'Nobody can be asked here: --live spends money, so add --yes.',
  zh: '此处无法询问：--live 会产生费用，请加上 --yes。',
};

/**
 * `maliang doctor`: looks at everything, tells what it means and what to do. Resolves with the exit
 * of the gravest finding; undefined where nothing is broken.
 */
export async function doctor(words: readonly string[], tools: DoctorTools) {
  const { options, progress, locale, json } = tools;
  refuseNonsense(words, tools);
  const subjects = options.live === true ? await agreeOn(tools) : [];
  const findings: Finding[] = [];
  const live = subjects.length > 0 || (options.live === true && options.yes === true);
  for (const [place, check] of checks.entries()) {
    progress.show(place / checks.length, check.title[locale]);
    findings.push(...(await runCheck(check, { ...tools, live })));
  }
  const results: LiveResult[] = [];
  for (const subject of subjects) {
    progress.show(undefined, `${subject.provider}/${subject.row.model}`);
    const result = await measureSubject(subject, tools);
    results.push(result);
    findings.push(...result.findings);
  }
  progress.clear();
  const measured = results.flatMap((result) => result.measured ?? []);
  const saved = options.save === true && measured.length > 0 ? await tools.save(measured) : null;
  const settings = tellSettings(tools.settingReports, locale);
  const exit = exitOf(findings);
  if (json) {
    const told = findings.map((finding) => describeFinding(finding, locale));
    print(JSON.stringify({ ok: !exit, findings: told, measured, saved, settings }, null, 2));
  } else {
    print(renderText(findings, results, settings, locale));
    if (saved !== null) print(fillTemplate(texts.saved, locale, { file: saved }));
  }
  return exit;
}

function refuseNonsense(words: readonly string[], { options, ask }: DoctorTools): void {
  if (words[0] !== undefined) {
    throw new AppError('unknown_argument', { got: words[0], reason: 'doctor takes options only.' });
  }
  if (options.save === true && options.live !== true) {
    throw new AppError('unknown_argument', { got: '--save', reason: 'it goes with --live.' });
  }
  if (options.live === true && options.yes !== true && !ask) {
    throw new AppError('missing_parameter', { param: '--yes', expected: agree });
  }
}

/** A check that fails in a way nobody thought of is a finding too. */
async function runCheck(check: Check, tools: CheckTools): Promise<Finding[]> {
  try {
    return await check.run(tools);
  } catch (thrown) {
    if (tools.signal.aborted) throw new AppError('stopped', {}, { cause: thrown });
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    const found = { en: text, zh: text };
    return [{ check: 'internal', verdict: 'broken', title: check.title, found }];
  }
}

async function agreeOn(tools: DoctorTools): Promise<LiveSubject[]> {
  const { options, ask, locale } = tools;
  const firstOfEach = tools.providers.filter(({ key }) => key === 1);
  const providers = firstOfEach.map(({ provider }) => provider);
  const subjects = chooseSubjects(providers, tools.model);
  if (options.yes === true || !ask) return subjects;
  const models = subjects.map(({ provider, row }) => `${provider}/${row.model}`).join(', ');
  const question = fillTemplate(texts.question, locale, {
    models,
    cost: costText(subjects, locale),
  });
  const answer = await ask(question);
  if (/^(?:y|yes|是)$/i.test(answer.trim())) return subjects;
  process.stderr.write(`${texts.skipped[locale]}\n`);
  return [];
}

/** What is known and what is not; never a sum that leaves something out in silence. */
export function costText(subjects: readonly LiveSubject[], locale: Locale): string {
  const known = subjects.flatMap(({ usd }) => (usd === undefined ? [] : [usd]));
  const sum = showUsd(toMicroUsd(known.reduce((total, usd) => total + usd, 0)));
  const unknown = subjects.filter(({ usd }) => usd === undefined);
  const names = unknown.map(({ provider }) => provider).join(', ');
  return [
    known.length > 0 && fillTemplate(texts.known, locale, { usd: sum }),
    unknown.length > 0 && `${names}: ${texts.unknown[locale]}`,
  ]
    .filter((text) => text !== false)
    .join('; ');
}

const marks = { ok: '✓', look: '!', broken: '✗' } as const;

function renderText(
  findings: readonly Finding[],
  results: readonly LiveResult[],
  settings: readonly ToldSetting[],
  locale: Locale,
): string {
  const lines = findings.flatMap(({ verdict, title, found, advice }) => [
    `${marks[verdict]} ${title[locale]}: ${found[locale]}`,
    ...(advice ? [`    → ${advice[locale]}`] : []),
  ]);
  const table = truthTable(results);
  if (table.length > 0) lines.push('', `${texts.measured[locale]}:`, ...indent(table));
  const chosen = settings.filter(({ source }) => source !== 'default' && source !== 'unset');
  const told = chosen.map(({ name, value, source }) => `${name} = ${value ?? ''} (${source})`);
  if (told.length > 0) lines.push('', `${texts.settings[locale]}:`, ...indent(told));
  return lines.join('\n');
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
