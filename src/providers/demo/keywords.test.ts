import { describe, expect, it } from 'vitest';
import { hex } from './color.ts';
import { readPrompt } from './keywords.ts';

const concepts = (prompt: string) => readPrompt(prompt).mentions.map(({ concept }) => concept);

describe('reading a prompt', () => {
  it('finds the same things in English and in Chinese', () => {
    expect(concepts('A fox in the snow at night')).toEqual(['fox', 'snow', 'night']);
    expect(concepts('雪夜里的狐狸').toSorted()).toEqual(['fox', 'night', 'snow']);
  });

  it('takes the longest word: a panda is no cat, Shanghai no sea, bamboo no forest', () => {
    expect(concepts('熊猫')).toEqual(['panda']);
    expect(concepts('上海')).toEqual(['city']);
    expect(concepts('竹林')).toEqual(['bamboo']);
    expect(concepts('a hot air balloon')).toEqual(['balloon']);
  });

  it('wants whole words in English, in the singular or the plural', () => {
    expect(concepts('two cats')).toEqual(['cat']);
    expect(concepts('a catalogue of scattered education')).toEqual([]);
  });

  it('knows how many, and in which colour', () => {
    const { mentions, colors } = readPrompt('three blue birds, 红色的船, a purple mood');
    expect(mentions).toMatchObject([
      { concept: 'flock' },
      { concept: 'boat', count: 1, color: hex('#d8453a') },
    ]);
    expect(colors).toEqual([hex('#8a5cc2')]);
    expect(readPrompt('两只猫').mentions).toMatchObject([{ concept: 'cat', count: 2 }]);
  });

  it('leaves out what is not wanted', () => {
    expect(concepts('a lake without any boats')).toEqual(['lake']);
    expect(concepts('夜空，没有月亮')).toEqual(['night']);
  });

  it('makes nothing of a prompt it does not understand', () => {
    expect(readPrompt('…').mentions).toEqual([]);
    expect(readPrompt('\0\u{1f98a} [](*').mentions).toEqual([]);
  });
});
