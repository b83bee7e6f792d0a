import { adjust, hex, mix } from '../color.ts';
import { ellipse, outline } from '../path.ts';
import { type Drawing, part } from './drawing.ts';

const ink = hex('#20242e');
const white = hex('#fbfaf6');

/** A koi. */
export const fish: Drawing = {
  habitat: 'sky',
  size: 0.17,
  parts({ color }) {
    const coat = color ?? hex('#ee6b3b');
    return [
      part(
        adjust(coat, 0.06),
        outline(
          'M-36 0 C-52 -12 -74 -34 -88 -30 C-80 -16 -76 -8 -74 0 C-76 8 -80 18 -88 30 C-72 32 -52 12 -36 0 Z',
        ),
      ),
      part(
        adjust(coat, 0.02),
        outline('M-12 -24 C0 -46 22 -46 30 -40 C26 -34 26 -28 26 -22 Z'),
        outline('M-6 22 C-4 36 -14 44 -24 46 C-24 36 -22 28 -18 18 Z'),
      ),
      part(coat, outline('M-46 0 C-30 -26 14 -38 46 -14 C56 -6 58 2 52 8 C30 32 -24 26 -46 0 Z')),
      part(mix(coat, white, 0.72), outline('M52 8 C30 32 -24 26 -46 0 C-20 14 22 14 52 8 Z')),
      part(
        white,
        outline(
          'M6 -28 C14 -16 14 8 8 22 C-2 22 -10 20 -14 18 C-6 4 -6 -14 -12 -24 C-6 -27 0 -28 6 -28 Z',
        ),
      ),
      {
        ...part(adjust(coat, -0.1), outline('M16 2 C8 10 0 16 -6 14 C-4 6 4 -2 14 -4 Z')),
        alpha: 0.9,
      },
      part(white, ellipse(36, -8, 5.6)),
      part(ink, ellipse(37, -8, 3.4)),
      part(white, ellipse(38, -9.4, 1.1)),
    ];
  },
};

/** A whale. */
export const whale: Drawing = {
  habitat: 'sky',
  size: 0.34,
  parts({ color }) {
    const coat = color ?? hex('#3c6c9c');
    const groove = (i: number) =>
      outline(
        `M${70 - i} ${13 + i * 0.5} C${40 - i} ${20 + i} ${10 - i} ${20 + i} ${-16 + i} ${12 + i} L${-16 + i} ${13 + i} C${10 - i} ${21.6 + i} ${40 - i} ${21.6 + i} ${70 - i} ${14.2 + i * 0.5} Z`,
      );
    return [
      part(
        adjust(coat, -0.03),
        outline(
          'M-74 -6 C-86 -12 -100 -30 -112 -32 C-110 -20 -104 -12 -98 -8 C-108 -6 -116 2 -118 10 C-104 10 -86 4 -74 2 Z',
        ),
      ),
      part(
        coat,
        outline(
          'M-90 -6 C-60 -2 -44 -22 -10 -32 C30 -44 76 -36 82 -4 C84 10 70 18 52 22 C10 32 -44 22 -90 -6 Z',
        ),
      ),
      part(
        mix(coat, white, 0.78),
        outline(
          'M81 0 C74 8 40 12 10 8 C-10 6 -28 6 -46 8 C-12 28 30 30 52 22 C70 18 82 10 81 0 Z',
        ),
      ),
      part(mix(coat, white, 0.4), ...[0, 3, 6].map(groove)),
      part(adjust(coat, -0.08), outline('M22 10 C14 26 -2 40 -16 42 C-14 30 -6 14 4 6 Z')),
      part(white, ellipse(56, -4, 3.4)),
      part(ink, ellipse(56.6, -4, 2.3)),
    ];
  },
};
