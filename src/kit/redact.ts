const hidden = '[redacted]';

/** Shapes that keys and tokens have wherever they come from; a masked rest such as `sk-ab***yz` too. */
const secretShapes: readonly RegExp[] = [
  /\bbearer\s+[^\s"'<>,;]{8,}/gi,
  /\b(?:sk|pk|rk|xai|gsk|key|fal|r8|hf)[-_][\w*.-]{6,}/g,
  /\bAIza[\w-]{10,}/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
];

/** What is looked at of a long text; what is shown of it is far shorter. */
const readChars = 20_000;

/**
 * Makes foreign text fit to be shown: one line of at most `limit` characters, without HTML, the
 * secrets handed over, or anything that looks like a key.
 */
export function redactText(text: string, secrets: readonly string[] = [], limit = 500): string {
  // A key cut in two at the border would no longer be recognised, so the last word goes too.
  let rest = text.length > readChars ? text.slice(0, readChars).replace(/\S*$/, '') : text;
  for (const secret of secrets) if (secret.length >= 4) rest = rest.replaceAll(secret, hidden);
  rest = stripHtml(rest);
  for (const secret of secrets) if (secret.length >= 4) rest = rest.replaceAll(secret, hidden);
  for (const shape of secretShapes) rest = rest.replace(shape, hidden);
  rest = rest.replace(/[\w+=-]{24,}/g, (word) => (looksRandom(word) ? hidden : word));
  rest = rest.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return rest.length > limit ? `${rest.slice(0, limit - 1)}…` : rest;
}

/** Tells a token from a long name: model names and UUIDs have no long part between their hyphens. */
function looksRandom(word: string): boolean {
  return word
    .split('-')
    .some((part) => part.length >= 24 && /\d/.test(part) && /[a-z]/i.test(part));
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
};

function stripHtml(text: string): string {
  if (!/<[a-z!/]/i.test(text)) return text;
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<(script|style|head)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<[a-z!/][^>]*(?:>|$)/gi, ' ')
    .replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => entities[name] ?? ' ');
}
