import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readHints } from './read-hints.ts';
import { readTexts } from './read-texts.ts';

function png(...chunks: [name: string, data: Uint8Array][]): Uint8Array<ArrayBuffer> {
  const parts = [...chunks, ['IEND', new Uint8Array()] as const].map(([name, data]) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(name, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  });
  return Uint8Array.from(Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]));
}

/** A little-endian Exif block with one comment in UTF-16. */
function exif(comment: string, littleText: boolean): Buffer {
  const text = Buffer.from(comment, 'utf16le');
  if (!littleText) text.swap16();
  const value = Buffer.concat([Buffer.from('UNICODE\0', 'latin1'), text]);
  const head = Buffer.alloc(44);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(1, 8);
  head.writeUInt16LE(0x8769, 10);
  head.writeUInt16LE(4, 12);
  head.writeUInt32LE(1, 14);
  head.writeUInt32LE(26, 18);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(0x9286, 28);
  head.writeUInt16LE(7, 30);
  head.writeUInt32LE(value.length, 32);
  head.writeUInt32LE(44, 36);
  return Buffer.concat([head, value]);
}

const recipe = `雪地里的红狐狸, masterpiece
Negative prompt: blurry, text
Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 512x768, Lora hashes: "a: 1, b: 2", Model: dream_v8`;

const read = async (bytes: Uint8Array<ArrayBuffer>) => readHints((await readTexts(bytes)).texts);

describe('the recipe in a picture', () => {
  const expected = {
    prompt: '雪地里的红狐狸, masterpiece',
    negative: 'blurry, text',
    settings: [
      ['Steps', '20'],
      ['Sampler', 'Euler a'],
      ['CFG scale', '7'],
      ['Seed', '42'],
      ['Size', '512x768'],
      ['Lora hashes', '"a: 1, b: 2"'],
      ['Model', 'dream_v8'],
    ],
  };

  it('is read from every kind of text a PNG has', async () => {
    const plain = Buffer.from(`parameters\0${recipe}`);
    const packed = deflateSync(recipe);
    expect(await read(png(['tEXt', plain]))).toEqual(expected);
    const zipped = Buffer.concat([Buffer.from('parameters\0\0'), packed]);
    expect(await read(png(['zTXt', zipped]))).toEqual(expected);
    const international = Buffer.concat([Buffer.from('parameters\0\x01\0zh\0参数\0'), packed]);
    expect(await read(png(['iTXt', international]))).toEqual(expected);
  });

  it.each([true, false])(
    'is read from the Exif of JPEG and WebP (little end first: %s)',
    async (little) => {
      const block = exif(recipe, little);
      const jpegBody = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block]);
      const segment = Buffer.alloc(4);
      segment.writeUInt16BE(0xffe1);
      segment.writeUInt16BE(jpegBody.length + 2, 2);
      const jpeg = Buffer.concat([Buffer.from('ffd8', 'hex'), segment, jpegBody]);
      const chunk = Buffer.alloc(8);
      chunk.write('EXIF', 'latin1');
      chunk.writeUInt32LE(block.length, 4);
      const webp = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), chunk, block]);
      // A short text of Chinese first does not tell its end; the one that is written for does.
      if (little) expect(await read(Uint8Array.from(webp))).toEqual(expected);
      const english = exif(recipe.replace('雪地里的红狐狸', 'a red fox'), little);
      const other = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), chunk, english]);
      other.writeUInt32LE(english.length, 16);
      expect((await read(Uint8Array.from(other)))?.prompt).toBe('a red fox, masterpiece');
      if (little) expect(await read(Uint8Array.from(jpeg))).toEqual(expected);
    },
  );

  it('is read from the graph of ComfyUI, along the wires of its sampler', async () => {
    const graph = {
      1: { class_type: 'CLIPTextEncode', inputs: { text: 'ugly', clip: ['4', 1] } },
      2: { class_type: 'CLIPTextEncode', inputs: { text: '竹林', clip: ['4', 1] } },
      3: {
        class_type: 'KSampler',
        inputs: { seed: 7, steps: 20, positive: ['5', 0], negative: ['1', 0] },
      },
      4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sd.safetensors' } },
      5: { class_type: 'ConditioningZeroOut', inputs: { conditioning: ['2', 0] } },
    };
    const text = Buffer.from(`prompt\0${JSON.stringify(graph)}`);
    expect(await read(png(['tEXt', text]))).toEqual({
      prompt: '竹林',
      negative: 'ugly',
      settings: [
        ['seed', '7'],
        ['steps', '20'],
        ['ckpt_name', 'sd.safetensors'],
      ],
    });
  });

  it('says that there are Content Credentials', async () => {
    expect((await readTexts(png(['caBX', Buffer.from('jumb')]))).hasC2pa).toBe(true);
    expect((await readTexts(png())).hasC2pa).toBe(false);
  });

  it('is nothing where the file is cut, foreign or hostile', async () => {
    const whole = png(['tEXt', Buffer.from(`parameters\0${recipe}`)]);
    for (let end = 0; end < 40; end += 1) {
      await expect(readTexts(whole.slice(0, end))).resolves.toBeDefined();
    }
    const bomb = Buffer.concat([
      Buffer.from('parameters\0\0'),
      deflateSync(Buffer.alloc(64 << 20)),
    ]);
    const { texts } = await readTexts(png(['zTXt', bomb]));
    expect(texts.get('parameters')?.length ?? 0).toBeLessThan(6 << 20);
    expect(readHints(new Map([['prompt', '{"a":1}']]))).toBeUndefined();
    expect(readHints(new Map([['prompt', 'not json']]))).toBeUndefined();
  });
});
