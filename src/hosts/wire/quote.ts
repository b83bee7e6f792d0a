import { redactText } from '../../kit/redact.ts';

/**
 * Makes a host's own words fit to be quoted: redacted, without the secrets should they be echoed,
 * at most 200 characters, ended as a sentence; empty where nothing is left.
 */
export function quoteHost(text: string, secrets: readonly string[]): string {
  const quoted = redactText(text, secrets, 199);
  if (quoted === '' || /[.!?…。！？]$/.test(quoted)) return quoted;
  return /\p{Script=Han}$/u.test(quoted) ? `${quoted}。` : `${quoted}.`;
}
