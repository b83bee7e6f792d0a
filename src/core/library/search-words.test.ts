import { describe, expect, it } from 'vitest';
import { hasNeedles, readNeedles, searchedText, wordsOf } from './search-words.ts';

/** Whether a text is found by what somebody typed. */
const finds = (text: string, ...words: string[]) => {
  const needles = readNeedles(words);
  return needles.length > 0 && hasNeedles(wordsOf(text), needles);
};

describe('words of a text', () => {
  it('are its words in small letters, each once', () => {
    expect(wordsOf('A Red fox, a RED Fox!')).toBe('a red fox');
  });

  it('are pairs of Chinese characters, and the last of a run', () => {
    expect(wordsOf('水墨狐狸，雪')).toBe('水墨 墨狐 狐狸 狸 雪');
  });

  it('part where the script changes', () => {
    expect(wordsOf('AI绘画3D版')).toBe('ai 绘画 画 3d 版');
  });

  it('take characters outside the first plane whole', () => {
    expect(wordsOf('𠮷野家')).toBe('𠮷野 野家 家');
  });

  it('are none where there is only punctuation', () => {
    expect(wordsOf('—，。 "" () %_* -- ’')).toBe('');
  });

  it('stay within what a database takes, and words are cut between characters', () => {
    const long = Array.from({ length: 100_000 }, (_, at) => `word${at}`).join(' ');
    expect(wordsOf(long).length).toBeLessThanOrEqual(200_000);
    expect(wordsOf('𝒳'.repeat(3) + '𐐷'.repeat(100))).toMatch(/^xxx(?:𐐷){61}$/u);
  });

  it('come from the prompt, the alt text and the tags', () => {
    const generation = { prompt: 'fox', altText: '狐狸', tags: ['red', 'snow'] };
    expect(wordsOf(searchedText(generation))).toBe('fox 狐狸 狸 red snow');
    expect(wordsOf(searchedText({ ...generation, altText: undefined, tags: [] }))).toBe('fox');
  });
});

describe('searching', () => {
  it('finds English words by how they begin, whatever their case, and not by their middle', () => {
    expect(finds('Foxes in the SNOW', 'fox', 'Snow')).toBe(true);
    expect(finds('a firefox', 'fox')).toBe(false);
    expect(finds('a fox', 'foxes')).toBe(false);
  });

  it('finds any part of Chinese text, of one character or of many', () => {
    for (const part of ['月', '夜', '林', '月夜', '竹林', '月夜竹林']) {
      expect([part, finds('月夜竹林，水墨', part)]).toEqual([part, true]);
    }
    expect(finds('月夜竹林，水墨', '林水')).toBe(false);
    expect(finds('月夜竹林，水墨', '夜月')).toBe(false);
  });

  it('finds Japanese, Korean and Thai in the middle of a run', () => {
    expect(finds('東京タワーの夜景', 'タワー', '夜景')).toBe(true);
    expect(finds('눈 속의 붉은여우', '여우')).toBe(true);
    expect(finds('แมวสีแดง', 'สีแดง')).toBe(true);
  });

  it('finds words of mixed scripts written together', () => {
    expect(finds('AI绘画：赛博朋克2077', 'ai绘画', '朋克20')).toBe(true);
  });

  it('finds pictures in the text, and flags as a whole', () => {
    expect(finds('雪中 🦊🇨🇳', '🦊')).toBe(true);
    expect(finds('雪中 🦊🇨🇳', '🇨🇳')).toBe(true);
    expect(finds('雪中 🦊🇨🇳', '🐺')).toBe(false);
  });

  it('takes full-width, half-width and composed forms for the same', () => {
    expect(finds('ＦＯＸ　２０２６', 'fox', '2026')).toBe(true);
    expect(finds('ｶﾀｶﾅ', 'カタカナ')).toBe(true);
    expect(finds('cafe\u0301', 'café')).toBe(true);
    expect(finds('ﬁne', 'FINE')).toBe(true);
  });

  it('keeps accents apart from plain letters', () => {
    expect(finds('école', 'ecole')).toBe(false);
    expect(finds('École', 'école')).toBe(true);
  });

  it('passes over punctuation, quotes and what a database takes for operators', () => {
    for (const word of ['"fox"', 'fox*', '(fox', '^fox', 'fox)', "fox'", '+fox', '-fox', 'fox:']) {
      expect([word, finds('a red fox', word)]).toEqual([word, true]);
    }
    expect(finds('a red fox', 'fox', '%', '--')).toBe(true);
    expect(finds('a red fox', 'NOT', 'fox')).toBe(false);
    expect(finds('a red fox or not', 'OR', 'NOT')).toBe(true);
  });

  it('finds nothing by nothing but punctuation', () => {
    for (const word of ['%', '_', '""', '*', "' -- ", '  '])
      expect(readNeedles([word])).toEqual([]);
  });

  it('asks for each word once, and for so many at most', () => {
    expect(readNeedles(['fox', 'FOX', '狐狸', '狐狸'])).toEqual([
      { word: 'fox', isWhole: false },
      { word: '狐狸', isWhole: true },
    ]);
    const many = Array.from({ length: 500 }, (_, at) => `word${at}`);
    expect(readNeedles(many)).toHaveLength(64);
  });
});
