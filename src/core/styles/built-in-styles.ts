import type { Style } from '../style.ts';
import type { Template } from '../template.ts';

/** Makes a style of ours from what is special to it. */
function builtIn(name: string, title: Template, about: Template, prompt: string): Style {
  return {
    name,
    owner: undefined,
    title,
    about,
    prompt,
    palette: [],
    referenceImages: [],
    size: undefined,
    quality: undefined,
    model: undefined,
    createdAt: undefined,
  };
}

/** Styles that everybody has. */
export const builtInStyles: readonly Style[] = [
  builtIn(
    'photo',
    { en: 'Photo', zh: '摄影' },
    { en: 'A photograph in natural light.', zh: '自然光下的照片。' },
    'A photograph of {prompt}. Natural light, true colours, shallow depth of field, fine detail; no illustration, no text.',
  ),
  builtIn(
    'watercolor',
    { en: 'Watercolor', zh: '水彩' },
    { en: 'Loose washes on rough paper.', zh: '粗纹纸上的水彩晕染。' },
    '{prompt}, painted in watercolor: loose transparent washes, soft edges, pigment that runs, white paper showing through.',
  ),
  builtIn(
    'ink-wash',
    { en: 'Ink wash', zh: '水墨' },
    { en: 'Chinese ink on rice paper, much of it left empty.', zh: '宣纸水墨，留白。' },
    '{prompt}, as a Chinese ink-wash painting (水墨画): brush strokes of graded black ink on rice paper, wide empty space, at most one muted colour, no text.',
  ),
  builtIn(
    'flat',
    { en: 'Flat illustration', zh: '扁平插画' },
    { en: 'Simple shapes in few plain colours.', zh: '简洁形状，少量纯色。' },
    'A flat vector illustration of {prompt}: simple geometric shapes, few plain colours, clean edges, no gradients, no outlines.',
  ),
  builtIn(
    'product',
    { en: 'Product shot', zh: '产品图' },
    { en: 'One thing before a plain ground, as shops show it.', zh: '纯色背景前的商品图。' },
    'A studio product shot of {prompt}: centred, whole, before a plain light ground, soft box light, gentle contact shadow, crisp focus, no other things, no text.',
  ),
  builtIn(
    'pixel-art',
    { en: 'Pixel art', zh: '像素画' },
    { en: 'Large square pixels in few colours.', zh: '大像素，少量颜色。' },
    '{prompt} as pixel art: large square pixels on one grid, a small palette, hard edges, no smoothing, in the manner of 16-bit games.',
  ),
];
