import { describe, expect, it } from 'vitest';
import { copyText, fileNameFor } from './copy-formats.ts';

const url = 'https://images.example/i/abc.png';

describe('a link', () => {
  it('is copied in four forms', () => {
    expect(copyText('url', url, 'a fox')).toBe(url);
    expect(copyText('markdown', url, 'a fox')).toBe(`![a fox](${url})`);
    expect(copyText('html', url, 'a fox')).toBe(`<img src="${url}" alt="a fox">`);
    expect(copyText('bbcode', url, 'a fox')).toBe(`[img]${url}[/img]`);
  });

  it('cannot be broken out of by a prompt', () => {
    expect(copyText('markdown', url, 'a](x) [b\nc')).toBe(`![a\\](x) \\[b c](${url})`);
    expect(copyText('html', url, '"><script>')).toBe(
      `<img src="${url}" alt="&quot;&gt;&lt;script&gt;">`,
    );
    expect(copyText('markdown', 'https://h.example/a(1).png', 'a')).toBe(
      '![a](https://h.example/a%281%29.png)',
    );
  });

  it('keeps a long prompt short, and whole letters whole', () => {
    const [, alt = ''] = /!\[(.*)\]/.exec(copyText('markdown', url, '🦊'.repeat(300))) ?? [];
    expect([...alt]).toHaveLength(100);
    expect(alt).toBe(`${'🦊'.repeat(99)}…`);
  });
});

describe('a form of one’s own', () => {
  it('has the address and the text where it says, and nothing of them is read as a form', () => {
    const copied = copyText('own', 'https://a/i/x.png', 'costs {url} $&', '<{alt}|{url}|{alt}>');
    expect(copied).toBe('<costs {url} $&|https://a/i/x.png|costs {url} $&>');
  });
});

describe('a file name', () => {
  it('comes from the prompt and ends as its bytes do', () => {
    expect(fileNameFor('A red fox, in the snow!', 'image/png')).toBe('A-red-fox-in-the-snow.png');
    expect(fileNameFor('雪地里的红狐狸。', 'image/jpeg')).toBe('雪地里的红狐狸.jpg');
    expect(fileNameFor('../../…', 'image/webp')).toBe('maliang.webp');
  });

  it('is never longer than file systems take', () => {
    const name = fileNameFor('狐'.repeat(400), 'image/avif');
    expect(new TextEncoder().encode(name).length).toBeLessThan(255);
  });
});
