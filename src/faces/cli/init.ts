import type { Connection, StdioConnection } from '../../core/connect/connection.ts';
import type { Program } from '../../core/connect/program.ts';
import { programs } from '../../core/connect/programs.ts';
import { AppError } from '../../core/errors.ts';
import { fillTemplate, type Locale, type TemplateValue } from '../../core/template.ts';
import { JsoncError } from '../../kit/edit-jsonc.ts';
import { diffLines } from '../../kit/line-diff.ts';
import { findFile, isInstalled, type Machine } from './init/find-file.ts';
import { hideSecrets } from './init/hide-secrets.ts';
import { type PlannedChange, planChange } from './init/plan-change.ts';
import { initTexts } from './init/texts.ts';
import { readIfThere, writeChange } from './init/write-file.ts';
import type { InitOptions } from './init-options.ts';

/** What `maliang init` works with. */
export interface InitTools {
  machine: Machine;
  /** How this installation is started. */
  installed: StdioConnection;
  options: InitOptions;
  locale: Locale;
  /** Our own settings file, for those who would rather have their keys in one place. */
  settingsFile: string;
  /** Asks whoever sits there; undefined where nobody does. */
  ask: ((question: string) => Promise<string>) | undefined;
  /** Takes what is told, a line or several. */
  print(text: string): void;
  /** Milliseconds since 1970. */
  now: number;
}

type Say = (name: keyof typeof initTexts, values?: Record<string, TemplateValue>) => string;

/**
 * `maliang init [<program> …]`: tells the programs of this machine of us, those named or all that
 * are found; shows each change, asks, and keeps a backup. What fails for one program does not stop
 * the next; the first failure is thrown at the end.
 */
export async function init(words: readonly string[], tools: InitTools): Promise<void> {
  const { machine, print } = tools;
  const say: Say = (name, values = {}) => fillTemplate(initTexts[name], tools.locale, values);
  const named = words.map(findProgram);
  const chosen =
    named.length > 0 ? named : programs.filter((program) => isInstalled(program, machine));
  const connection = await chooseConnection(tools, say);
  if (chosen.length === 0) {
    const ids = programs.map(({ id }) => id).join(', ');
    print(say('none', { programs: ids }));
    print(findProgram('any').text(connection, machine.system));
  }
  const failures: AppError[] = [];
  let written = 0;
  for (const program of chosen) {
    try {
      if (await tell(program, connection, tools, say)) written += 1;
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      failures.push(thrown);
      if (failures.length > 1) print(thrown.text(tools.locale));
    }
  }
  if (written > 0) {
    print(say('restart'));
    if (connection.kind === 'stdio') print(say('keys', { file: tools.settingsFile }));
  }
  if (failures[0]) throw failures[0];
}

function findProgram(id: string): Program {
  const program = programs.find((known) => known.id === id.toLowerCase());
  if (program) return program;
  const reason = `the programs are ${programs.map((known) => known.id).join(', ')}.`;
  throw new AppError('unknown_argument', { got: id, reason });
}

async function chooseConnection(tools: InitTools, say: Say): Promise<Connection> {
  const { options, installed, ask } = tools;
  if (options.remote === undefined) return installed;
  const url = readRemote(options.remote);
  const mayAsk = options.yes !== true && options.print !== true;
  const answer = options.key ?? (mayAsk ? await ask?.(say('askKey', { url })) : undefined);
  return { kind: 'http', url, key: answer?.trim() || undefined };
}

/** An address of the server is enough: `/mcp` is put behind it. */
function readRemote(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search) {
    const reason = 'it must be an address such as https://images.example, without a key in it.';
    throw new AppError('unknown_argument', { got: '--remote', reason });
  }
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path.endsWith('/mcp') ? path : `${path}/mcp`}`;
}

/** Tells one program; whether its file was written. */
async function tell(
  program: Program,
  connection: Connection,
  tools: InitTools,
  say: Say,
): Promise<boolean> {
  const { machine, options, ask, print, now } = tools;
  const file = findFile(program, machine);
  const before = file === undefined ? '' : await readIfThere(file);
  const plan = file === undefined ? undefined : planFile(program, file, before, connection, tools);
  if (file === undefined || !plan || plan.kind === 'by-hand') {
    printByHand(program, connection, tools, say, file);
    return false;
  }
  const names = plan.names.join(', ');
  print(say(plan.kind, { program: program.name, names, file }));
  if (plan.kind === 'same') return false;
  print(showChange(before, plan.after, program));
  if (options.print) return false;
  if (!options.yes) {
    const answer = ask && (await ask(say('ask')));
    if (answer === undefined || !/^\s*(?:y|yes|是|好)\s*$/i.test(answer)) {
      print(say(answer === undefined ? 'unasked' : 'left'));
      return false;
    }
  }
  const change = { file, before, after: plan.after, program: program.id, now };
  const backup = await writeChange(change);
  print(backup === undefined ? say('written') : say('backup', { backup }));
  return true;
}

function planFile(
  program: Program,
  file: string,
  before: string,
  connection: Connection,
  { machine }: InitTools,
): PlannedChange {
  try {
    return planChange(program, before, { connection, system: machine.system });
  } catch (thrown) {
    if (!(thrown instanceof JsoncError)) throw thrown;
    throw new AppError('config_file_broken', { file, line: thrown.line }, { cause: thrown });
  }
}

function printByHand(
  program: Program,
  connection: Connection,
  { machine, locale, print }: InitTools,
  say: Say,
  file: string | undefined,
): void {
  const place = file ?? program.where?.[locale] ?? program.name;
  print(say('byHand', { program: program.name, place }));
  print(program.text(connection, machine.system));
  const link = program.link?.(connection, machine.system);
  if (link !== undefined) print(say('link', { link }));
}

function showChange(before: string, after: string, { file }: Program): string {
  const language = file?.language ?? 'jsonc';
  const stretches = diffLines(hideSecrets(before, language), hideSecrets(after, language));
  return stretches
    .map((lines) => lines.map(({ sign, text }) => `  ${sign} ${text}`).join('\n'))
    .join('\n  …\n');
}
