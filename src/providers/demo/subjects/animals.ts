import { adjust, type Color, hex, mix } from '../color.ts';
import { curve, ellipse, outline, type Path, place, stroke } from '../path.ts';
import { type Drawing, type Part, part } from './drawing.ts';

const ink = hex('#26222b');
const cream = hex('#fbf3e6');

function mirrored(path: Path): Path {
  return [...path, ...place(path, { x: 0, y: 0, stretch: -1 })];
}

/** What tells one sitting animal from another. */
interface Breed {
  coat: Color;
  belly: Color;
  /** The paws. */
  socks: Color;
  tail(coat: Color): Part[];
  /** Behind the face. */
  ears(coat: Color): Part[];
  head: Path;
  /** Over the face: muzzle and marks. */
  marks(coat: Color): Part[];
  eyes: { x: number; y: number; size: number };
  nose: { y: number; width: number; color: Color };
}

const body = outline(
  'M0 -60 C17 -60 22 -40 25 -24 C28 -10 25 0 18 0 L-18 0 C-25 0 -28 -10 -25 -24 C-22 -40 -17 -60 0 -60 Z',
);
const shade = outline('M4 -58 C18 -56 22 -40 25 -24 C28 -10 25 0 18 0 L6 0 C18 -12 17 -40 4 -58 Z');
const bib = outline(
  'M0 -57 C10 -56 13 -44 11 -32 C9 -20 5 -14 0 -10 C-5 -14 -9 -20 -11 -32 C-13 -44 -10 -56 0 -57 Z',
);
const haunches = mirrored(outline('M25 -26 C33 -16 31 0 20 0 L11 0 C10 -12 15 -24 25 -26 Z'));
const legs = mirrored(outline('M2 -34 C8 -36 11 -30 10.5 -20 L10.5 -3 C10.5 1 2 1 1.6 -3 Z'));
const paws = mirrored(outline('M1.6 -7 C4 -9 9 -9 10.5 -7 L10.5 -3 C10.5 1 2 1 1.6 -3 Z'));

/** Any four-legged animal that sits and looks at you. */
function sitting(breed: Breed, size: number): Drawing {
  return {
    habitat: 'ground',
    size,
    parts({ color }) {
      const coat = color ?? breed.coat;
      const { eyes, nose } = breed;
      return [
        ...breed.tail(coat),
        part(adjust(coat, -0.05), haunches),
        part(coat, body),
        { ...part(adjust(coat, -0.09), shade), alpha: 0.55 },
        part(breed.belly, bib),
        part(adjust(coat, -0.015), legs),
        part(breed.socks, paws),
        ...breed.ears(coat),
        part(coat, breed.head),
        ...breed.marks(coat),
        part(ink, mirrored(ellipse(eyes.x, eyes.y, eyes.size, eyes.size * 1.15))),
        part(
          hex('#ffffff'),
          mirrored(ellipse(eyes.x, eyes.y, 0.1)),
          ellipse(eyes.x - 0.8, eyes.y - 1.1, eyes.size * 0.34),
          ellipse(-eyes.x - 0.8, eyes.y - 1.1, eyes.size * 0.34),
        ),
        part(nose.color, [
          [
            -nose.width,
            nose.y - 1.4,
            nose.width,
            nose.y - 1.4,
            nose.width * 0.5,
            nose.y + 1.1,
            0,
            nose.y + 1.9,
            -nose.width * 0.5,
            nose.y + 1.1,
          ],
        ]),
      ];
    },
  };
}

const bushyTail = outline(
  'M-14 -3 C-34 4 -52 -6 -50 -28 C-49 -44 -38 -52 -33 -60 C-27 -50 -27 -40 -29 -32 C-31 -22 -22 -16 -14 -16 Z',
);
const bushyTip = outline(
  'M-49.6 -32 C-48 -46 -38 -52 -33 -60 C-27 -51 -27 -42 -28.6 -35 C-33 -38 -37 -30 -41 -34 C-44 -36 -47 -31 -49.6 -32 Z',
);
const pointedHead = outline(
  'M0 -56 C-6 -57 -13 -62 -19 -67 C-24 -71 -25 -76 -22 -82 C-17 -90 -8 -92 0 -92 C8 -92 17 -90 22 -82 C25 -76 24 -71 19 -67 C13 -62 6 -57 0 -56 Z',
);
const roundHead = outline(
  'M0 -56 C-14 -56 -24 -62 -24 -74 C-24 -86 -13 -93 0 -93 C13 -93 24 -86 24 -74 C24 -62 14 -56 0 -56 Z',
);
const tallEar = mirrored(outline('M-22 -78 C-24 -90 -22 -100 -19 -104 C-12 -100 -6 -94 -4 -88 Z'));
const earInside = mirrored(outline('M-19 -84 C-20 -91 -19 -96 -18 -99 C-14 -96 -10 -92 -9 -89 Z'));

/** A fox that sits, its white-tipped tail around it. */
export const fox = sitting(
  {
    coat: hex('#e2702c'),
    belly: cream,
    socks: hex('#4a2b26'),
    tail: (coat) => [part(adjust(coat, -0.03), bushyTail), part(cream, bushyTip)],
    ears: (coat) => [part(adjust(coat, -0.02), tallEar), part(hex('#3d2624'), earInside)],
    head: pointedHead,
    marks: () => [
      part(
        cream,
        mirrored(
          outline(
            'M0 -56 C-6 -57 -13 -62 -19 -67 C-23 -70 -24 -73 -23.4 -77 C-17 -77 -12 -74 -9 -70 C-7 -66 -4 -65 0 -66 Z',
          ),
        ),
      ),
    ],
    eyes: { x: 9.5, y: -76, size: 2.3 },
    nose: { y: -58.5, width: 3.4, color: ink },
  },
  0.33,
);

const whiskers = [-1, 1].flatMap((side) =>
  [-2.4, 0, 2.4].flatMap((lift) =>
    stroke([side * 11, -65 + lift * 0.5, side * 27, -66 + lift * 1.7], 0.55),
  ),
);

/** A tabby that sits. */
export const cat = sitting(
  {
    coat: hex('#e6a354'),
    belly: cream,
    socks: cream,
    tail: (coat) => [
      part(
        adjust(coat, -0.03),
        stroke(curve('M-18 -5 C-36 0 -44 -12 -40 -26 C-37 -36 -44 -42 -50 -38'), 9, 6),
      ),
    ],
    ears: (coat) => [part(coat, tallEar), part(mix(coat, hex('#ff9a9a'), 0.6), earInside)],
    head: roundHead,
    marks: (coat) => [
      part(
        adjust(coat, -0.1),
        stroke([0, -92, 0, -84], 2.6, 1),
        stroke([-6, -91, -5, -85], 2.2, 1),
        stroke([6, -91, 5, -85], 2.2, 1),
      ),
      part(cream, ellipse(-4.6, -63.5, 6.4, 5), ellipse(4.6, -63.5, 6.4, 5)),
      { ...part(ink, whiskers), alpha: 0.45 },
    ],
    eyes: { x: 10.5, y: -74, size: 3 },
    nose: { y: -65.5, width: 2.2, color: hex('#d9737a') },
  },
  0.31,
);

/** A puppy with hanging ears. */
export const dog = sitting(
  {
    coat: hex('#d99a52'),
    belly: cream,
    socks: cream,
    tail: (coat) => [
      part(
        adjust(coat, -0.02),
        stroke(curve('M-18 -8 C-34 -10 -42 -22 -36 -32 C-31 -38 -24 -32 -28 -27'), 10, 7),
      ),
    ],
    ears: (coat) => [
      part(
        adjust(coat, -0.12),
        mirrored(
          outline(
            'M-14 -91 C-26 -94 -33 -84 -31 -70 C-30 -62 -24 -60 -21 -66 C-19 -74 -18 -82 -14 -91 Z',
          ),
        ),
      ),
    ],
    head: roundHead,
    marks: () => [
      part(
        cream,
        outline(
          'M0 -92 C3 -86 4 -78 5 -72 C14 -70 15 -57 0 -56 C-15 -57 -14 -70 -5 -72 C-4 -78 -3 -86 0 -92 Z',
        ),
      ),
      part(hex('#e5737d'), outline('M-3 -60 C-3 -52 3 -52 3 -60 Z')),
    ],
    eyes: { x: 10.5, y: -76, size: 2.6 },
    nose: { y: -66, width: 4, color: ink },
  },
  0.31,
);

/** A white rabbit. */
export const rabbit = sitting(
  {
    coat: hex('#f4efe8'),
    belly: hex('#ffffff'),
    socks: hex('#ffffff'),
    tail: () => [part(hex('#ffffff'), ellipse(-27, -8, 8))],
    ears: (coat) => [
      part(
        coat,
        place(ellipse(0, -22, 6.4, 23), { x: -9, y: -84, turn: -0.14 }),
        place(ellipse(0, -22, 6.4, 23), { x: 9, y: -84, turn: 0.2 }),
      ),
      part(
        hex('#f3b6b8'),
        place(ellipse(0, -22, 3, 18), { x: -9, y: -84, turn: -0.14 }),
        place(ellipse(0, -22, 3, 18), { x: 9, y: -84, turn: 0.2 }),
      ),
    ],
    head: roundHead,
    marks: () => [{ ...part(hex('#f7a9ac'), mirrored(ellipse(15, -66, 4.6, 3))), alpha: 0.55 }],
    eyes: { x: 10.5, y: -74, size: 2.7 },
    nose: { y: -65.5, width: 2.2, color: hex('#e08088') },
  },
  0.27,
);

const roundEar = mirrored(ellipse(-18, -90, 8.4));

function bearish(coat: Color, limbs: Color, patches: boolean): Drawing {
  return sitting(
    {
      coat,
      belly: patches ? coat : mix(coat, cream, 0.35),
      socks: patches ? limbs : adjust(coat, -0.06),
      tail: () => [],
      ears: () => [
        part(limbs, roundEar),
        part(mix(limbs, cream, patches ? 0.08 : 0.35), mirrored(ellipse(-18, -90, 4.4))),
      ],
      head: roundHead,
      marks: () => [
        ...(patches
          ? [part(limbs, mirrored(place(ellipse(0, 0, 5.2, 7), { x: 10.5, y: -73, turn: -0.5 })))]
          : []),
        part(mix(coat, cream, 0.6), ellipse(0, -64, 9, 6.6)),
      ],
      eyes: { x: 10, y: -74, size: 2.3 },
      nose: { y: -66.5, width: 3.6, color: ink },
    },
    0.34,
  );
}

const plainPanda = bearish(hex('#f7f4ee'), hex('#2b2930'), true);

/** A panda. */
export const panda: Drawing = {
  ...plainPanda,
  parts(pose) {
    const [haunch, trunk, ...rest] = plainPanda.parts(pose);
    const dark = hex('#2b2930');
    if (haunch === undefined || trunk === undefined) return rest;
    const arms = part(
      dark,
      mirrored(
        outline(
          'M-6 -58 C-20 -56 -26 -42 -27 -30 C-24 -24 -18 -26 -16 -32 C-14 -42 -8 -48 -2 -52 Z',
        ),
      ),
    );
    const eyes = part(hex('#ffffff'), mirrored(ellipse(9.6, -75, 1)));
    const limbs = part(dark, haunches);
    const legsDark = part(dark, legs);
    return [limbs, trunk, ...rest.slice(0, 2), legsDark, arms, ...rest.slice(3), eyes];
  },
};

const brownBear = bearish(hex('#8a5a3b'), hex('#7a4d31'), false);
const polarBear = bearish(hex('#f3f1ea'), hex('#e6e4dd'), false);

/** A bear: brown, or white where the prompt says polar. */
export const bear: Drawing = {
  ...brownBear,
  parts: (pose) => (/polar|北极/i.test(pose.prompt) ? polarBear : brownBear).parts(pose),
};

const antler = [
  ...stroke(curve('M-6 -92 C-10 -104 -22 -106 -24 -120'), 2.6, 1.4),
  ...stroke(curve('M-13 -103 C-12 -110 -14 -114 -12 -119'), 2, 1.1),
  ...stroke(curve('M-20 -108 C-26 -108 -30 -112 -32 -117'), 2, 1.1),
];

/** A stag that stands and looks at you. */
export const deer: Drawing = {
  habitat: 'ground',
  size: 0.36,
  parts({ color }) {
    const coat = color ?? hex('#a8683a');
    const dark = adjust(coat, -0.12);
    const head = place(
      [
        ...outline(
          'M0 -76 C-6 -76 -8 -82 -9 -88 C-10 -95 -6 -99 0 -99 C6 -99 10 -95 9 -88 C8 -82 6 -76 0 -76 Z',
        ),
      ],
      { x: 28, y: 6 },
    );
    const at = { x: 28, y: 6 };
    return [
      part(
        dark,
        outline('M-26 -40 L-19 -40 L-21 0 L-25 0 Z'),
        outline('M14 -40 L22 -40 L20 0 L16 0 Z'),
      ),
      part(cream, ellipse(-37, -52, 4.5, 7)),
      part(
        coat,
        outline(
          'M-36 -54 C-34 -62 -16 -62 4 -61 C12 -62 16 -72 20 -84 L36 -82 C36 -64 32 -50 26 -42 C22 -34 6 -34 -8 -34 C-22 -33 -37 -36 -36 -54 Z',
        ),
      ),
      part(
        adjust(coat, -0.03),
        outline('M-36 -48 L-26 -40 L-31 -20 L-30 0 L-35 0 L-37 -22 Z'),
        outline('M22 -46 L29 -42 L28 0 L24 0 L23 -24 Z'),
      ),
      part(cream, outline('M28 -70 C34 -66 33 -52 27 -44 C25 -52 25 -62 28 -70 Z')),
      part(
        mix(coat, cream, 0.75),
        ...[
          [-26, -54],
          [-17, -57],
          [-20, -49],
          [-9, -55],
          [-11, -48],
          [-1, -54],
        ].map(([x = 0, y = 0]) => ellipse(x, y, 1.5)),
      ),
      part(hex('#6d4a35'), place(mirrored(antler), at)),
      part(
        dark,
        place(mirrored(outline('M-7 -92 C-14 -98 -21 -97 -24 -92 C-20 -87 -12 -87 -8 -88 Z')), at),
      ),
      part(coat, head),
      part(mix(coat, cream, 0.7), place(ellipse(0, -80, 5.4, 4.4), at)),
      part(
        ink,
        place(mirrored(ellipse(5.6, -89, 1.6, 2)), at),
        place(ellipse(0, -81.5, 2.4, 1.7), at),
      ),
    ];
  },
};
