import type { Generation } from '../generation.ts';

/** Which way of taking words from a text this is; goes up when the same text gives other words. */
export const wordsVersion = 1;

/** What a text is searched for. */
export interface Needle {
  word: string;
  /** The whole word, not only its beginning. */
  isWhole: boolean;
}

/** In UTF-16 units: of one word, and of all words of a text together, which a database must take. */
const maxWordLength = 64;
const maxLength = 200_000;
/** Whoever asks for more than so many is given what has the first of them. */
const maxNeedles = 64;

/** Scripts that put no space between their words, and Korean, which builds long ones. */
const unspaced = ['Han', 'Hira', 'Kana', 'Bopo', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt']
  .map((script) => `\\p{scx=${script}}`)
  .join('');
const letter = '[\\p{L}\\p{N}\\p{M}]';
const pieces = new RegExp(
  [
    `(?<run>(?:(?=${letter})[${unspaced}])+)`,
    '(?<sign>\\p{RI}{2}|\\p{Extended_Pictographic})',
    `(?:(?![${unspaced}])${letter})+`,
  ].join('|'),
  'gu',
);

/** What words of a generation are looked for in. */
export function searchedText({
  prompt,
  altText = '',
  tags,
}: Pick<Generation, 'prompt' | 'altText' | 'tags'>): string {
  return [prompt, altText, tags.join(',')].join('\n');
}

/**
 * The words of a text, each once, with spaces between: of scripts with spaces its words, of the
 * others each two characters that stand side by side, and the last one of a run. Compatible forms
 * are one (NFKC), as are capital and small letters; punctuation is not among them.
 */
export function wordsOf(text: string): string {
  const words = new Set<string>();
  let length = 0;
  for (const piece of piecesOf(text)) {
    for (const word of piece.run ? [...piece.pairs, piece.last] : [piece.word]) {
      if (words.has(word)) continue;
      length += word.length + 1;
      if (length > maxLength) return [...words].join(' ');
      words.add(word);
    }
  }
  return [...words].join(' ');
}

/**
 * What has to be among the words of a text so that it has all these: words by how they begin, and
 * of scripts without spaces any part. Empty where they hold nothing that could be found.
 */
export function readNeedles(words: readonly string[]): Needle[] {
  const needles = new Map<string, Needle>();
  const add = (word: string, isWhole: boolean) =>
    needles.set(isWhole ? `${word} ` : word, { word, isWhole });
  for (const piece of piecesOf(words.join(' '))) {
    if (!piece.run) add(piece.word, piece.isSign);
    else if (piece.pairs.length === 0) add(piece.last, false);
    else for (const pair of piece.pairs) add(pair, true);
  }
  return [...needles.values()].slice(0, maxNeedles);
}

/** Whether all needles are among the words that `wordsOf` took from a text. */
export function hasNeedles(words: string, needles: readonly Needle[]): boolean {
  const inSpaces = ` ${words} `;
  return needles.every((needle) => inSpaces.includes(inWords(needle)));
}

/** How a needle stands among words that have a space on either side. */
export function inWords({ word, isWhole }: Needle): string {
  return isWhole ? ` ${word} ` : ` ${word}`;
}

type Piece =
  | { run: true; pairs: readonly string[]; last: string }
  | { run: false; word: string; isSign: boolean };

function* piecesOf(text: string): Generator<Piece> {
  for (const { 0: piece, groups } of text.normalize('NFKC').toLowerCase().matchAll(pieces)) {
    if (groups?.run) {
      const characters = Array.from(piece);
      const pairs = characters.slice(1).map((character, at) => `${characters[at]}${character}`);
      yield { run: true, pairs, last: characters.at(-1) ?? '' };
    } else yield { run: false, word: shorten(piece), isSign: groups?.sign !== undefined };
  }
}

/** Never in the middle of a character. */
function shorten(word: string): string {
  return word.length > maxWordLength ? Array.from(word).slice(0, maxWordLength).join('') : word;
}
