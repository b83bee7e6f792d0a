/** Words that a share of the prompts has: what a search for them finds is known beforehand. */
export const planted = {
  /** In every second prompt. */
  common: { english: 'landscape', chinese: '山水' },
  /** In one of a thousand. */
  seldom: { english: 'lighthouse', chinese: '灯塔' },
  /** In twelve prompts, whatever their number. */
  rare: { english: 'quetzal', chinese: '鹈鹕' },
  /** In none. */
  none: { english: 'zzyzx', chinese: '鼹鼱' },
} as const;

const rarePrompts = 12;

/** A source of numbers from 0 to 1, the same in every run (a linear congruential generator). */
export function createDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The prompt of the generation at a place, of so many: some English, some Chinese, as people mix. */
export function promptAt(at: number, count: number, dice: () => number): string {
  const english = Array.from({ length: 8 }, () => latinWord(frequent(dice, 20_000)));
  const chinese = Array.from({ length: 16 }, () => hanCharacter(frequent(dice, 3000))).join('');
  for (const share of sharesOf(at, count)) {
    english.splice(Math.floor(dice() * english.length), 0, planted[share].english);
  }
  const words = sharesOf(at, count).map((share) => planted[share].chinese);
  return `${english.join(' ')}, ${[chinese, ...words].join('，')}`;
}

function sharesOf(at: number, count: number): ('common' | 'seldom' | 'rare')[] {
  const shares: ('common' | 'seldom' | 'rare')[] = [];
  if (at % 2 === 0) shares.push('common');
  if (at % 1000 === 500) shares.push('seldom');
  // The oldest half has them, so that a search cannot end early.
  if (at % Math.floor(count / 2 / rarePrompts) === 7 && at < count / 2) shares.push('rare');
  return shares;
}

/** A number below `most`, small ones much more often, as words go in any language. */
function frequent(dice: () => number, most: number): number {
  return Math.floor(most ** dice()) - 1;
}

const syllables = ['ba', 'co', 'di', 'fu', 'ge', 'hi', 'jo', 'ku', 'la', 'me', 'no', 'pi', 'ra'];

function latinWord(number: number): string {
  let word = '';
  for (let rest = number + 13; rest > 0; rest = Math.floor(rest / syllables.length)) {
    word += syllables[rest % syllables.length];
  }
  return word;
}

function hanCharacter(number: number): string {
  return String.fromCodePoint(0x4e00 + ((number * 7) % 20_000));
}
