import type { ProgramFile } from '../../../core/connect/program.ts';
import { type JsoncPath, listJsoncPieces } from '../../../kit/edit-jsonc.ts';
import { redactText } from '../../../kit/redact.ts';

const hidden = '…';
const secretName = /key|token|secret|pass|auth|credential|cookie/i;
const secretOption = /^--?[\w-]*(?:key|token|secret|pass|auth|header|credential)/i;
const secretAddress = /:\/\/[^/\s]*@|[?&][\w-]*(?:key|token|secret|pass|auth|sig)[\w-]*=/i;
const longText = 100_000;

/** The text of a configuration file with its secrets left out, line for line the same. */
export function hideSecrets(text: string, language: ProgramFile['language']): string {
  return language === 'jsonc' ? hideInJson(text) : text.split('\n').map(hideInLine).join('\n');
}

function hideInJson(text: string): string {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const body = text.slice(mark);
  let shown = text.slice(0, mark);
  let from = 0;
  let before: { path: JsoncPath; value: string } | undefined;
  for (const { kind, offset, length, value, path } of listJsoncPieces(body)) {
    shown += body.slice(from, offset);
    from = offset + length;
    const raw = body.slice(offset, from);
    if (kind === 'comment') {
      shown += raw.split('\n').map(hideInLine).join('\n');
      continue;
    }
    const isValueOfOption =
      before && isNextTo(before.path, path) && secretOption.test(before.value);
    const isSecret = isValueOfOption || isSecretPlace(path, value) || looksSecret(value);
    shown += isSecret ? `"${hidden}"` : raw;
    before = { path, value };
  }
  return shown + body.slice(from);
}

/** Everything in `headers`, and what a name speaks of as a secret. */
function isSecretPlace(path: JsoncPath, value: string): boolean {
  const names = path.filter((part) => typeof part === 'string');
  if (names.slice(0, -1).some((name) => /headers$/i.test(name))) return true;
  // A question for a secret, such as `${input:key}`, is none.
  return secretName.test(names.at(-1) ?? '') && !/^\$\{[^}]*\}$/.test(value);
}

function isNextTo(path: JsoncPath, next: JsoncPath): boolean {
  const [at, then] = [path.at(-1), next.at(-1)];
  return typeof at === 'number' && then === at + 1 && path.length === next.length;
}

function looksSecret(value: string): boolean {
  if (secretAddress.test(value)) return true;
  if (/^--?[\w-]+=/.test(value) && secretOption.test(value)) return true;
  return redactText(value, [], longText).includes('[redacted]');
}

/** A line of TOML or of a comment: what stands behind a name that speaks of a secret, and what looks like one. */
function hideInLine(line: string): string {
  const named = line.replace(
    /([\w-]*(?:key|token|secret|pass|auth|credential|cookie)[\w-]*["']?\s*[:=]\s*)(["']?)[^"',}\s][^"',}]*/gi,
    (_, name: string, quote: string) => `${name}${quote}${hidden}`,
  );
  return named.replace(/[^\s"',]+/g, (word) => (looksSecret(word) ? hidden : word));
}
