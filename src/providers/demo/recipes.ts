/** The hours the painter knows. */
export type Hour = 'dawn' | 'day' | 'sunset' | 'dusk' | 'night';

/** The colours a picture starts from. */
export interface Recipe {
  /** Zenith to horizon, evenly spaced. */
  sky: readonly string[];
  disc: string;
  halo: string;
  far: string;
  near: string;
  water: string;
  ambient: string;
  cloud: readonly [light: string, shade: string];
}

/** What each hour may look like. */
export const recipes: Readonly<Record<Hour, readonly [Recipe, ...Recipe[]]>> = {
  dawn: [
    {
      sky: ['#7fa6cf', '#b9cfe2', '#f3dcd3', '#fdebcd'],
      disc: '#fffbe8',
      halo: '#ffdca0',
      far: '#c3cfdf',
      near: '#3d5a72',
      water: '#6f97b5',
      ambient: '#fff0e2',
      cloud: ['#fff6ec', '#e0c9cf'],
    },
    {
      sky: ['#8d8fc4', '#c3aacb', '#f2c3be', '#fde2bd'],
      disc: '#fff7e0',
      halo: '#ffc994',
      far: '#cdb6cc',
      near: '#473f63',
      water: '#8a7fae',
      ambient: '#ffeadf',
      cloud: ['#fff0e6', '#cfa9be'],
    },
    {
      sky: ['#6fb0b8', '#a9d3cd', '#e6ead2', '#fff0c8'],
      disc: '#fffdf0',
      halo: '#ffe6a6',
      far: '#b9d6cf',
      near: '#2c5a5c',
      water: '#5d9ea4',
      ambient: '#fff6e2',
      cloud: ['#fffbee', '#c6d9cf'],
    },
  ],
  day: [
    {
      sky: ['#2f7cc2', '#64a9dc', '#a9d4ee', '#e2f1f3'],
      disc: '#fffdf2',
      halo: '#fff3cc',
      far: '#a8c8de',
      near: '#2a5a60',
      water: '#2c74a4',
      ambient: '#ffffff',
      cloud: ['#ffffff', '#b7d3e6'],
    },
    {
      sky: ['#2a93a8', '#6cbfc4', '#b9e0d3', '#f3f2d8'],
      disc: '#fffef2',
      halo: '#fff2c0',
      far: '#a9d1cb',
      near: '#245a4e',
      water: '#2a8390',
      ambient: '#fffdf4',
      cloud: ['#fffef6', '#bcd9cf'],
    },
    {
      sky: ['#4877b8', '#86aedb', '#c5d9ec', '#f5ecdf'],
      disc: '#fffaf0',
      halo: '#ffeccb',
      far: '#b4c5dc',
      near: '#34506e',
      water: '#4679a8',
      ambient: '#fffaf2',
      cloud: ['#ffffff', '#c2cfe2'],
    },
  ],
  sunset: [
    {
      sky: ['#2c2f63', '#7a4281', '#d45f6d', '#f89a5e', '#ffd48c'],
      disc: '#fff3cf',
      halo: '#ffb765',
      far: '#c8707a',
      near: '#2b1b3d',
      water: '#4a2f5e',
      ambient: '#ffcfae',
      cloud: ['#ffb98a', '#8d4a7a'],
    },
    {
      sky: ['#34517f', '#8a7496', '#e09a82', '#fbc68b', '#ffe7ae'],
      disc: '#fffae0',
      halo: '#ffcf85',
      far: '#d39a8a',
      near: '#33293f',
      water: '#5b5470',
      ambient: '#ffdcbc',
      cloud: ['#ffd6a8', '#a8788a'],
    },
    {
      sky: ['#1d4a63', '#4f7f87', '#c9a983', '#f7a465', '#ffcf86'],
      disc: '#fff1cc',
      halo: '#ff9e58',
      far: '#b98a72',
      near: '#1e2c38',
      water: '#2f5663',
      ambient: '#ffd6b0',
      cloud: ['#ffc491', '#7f7c7c'],
    },
    {
      sky: ['#3c1f4f', '#8a2f5c', '#dd4f52', '#f98b4b', '#ffc766'],
      disc: '#ffedb8',
      halo: '#ff9b50',
      far: '#b54a5e',
      near: '#25122f',
      water: '#4d2148',
      ambient: '#ffc4a0',
      cloud: ['#ff9f76', '#7a2f5a'],
    },
  ],
  dusk: [
    {
      sky: ['#151c45', '#3a3d7c', '#84609a', '#d98f97', '#f4c3a0'],
      disc: '#fff4e0',
      halo: '#ffc9a8',
      far: '#8a6c99',
      near: '#14142f',
      water: '#2b2b5c',
      ambient: '#c9b6d8',
      cloud: ['#e3a5ac', '#54497f'],
    },
    {
      sky: ['#10294a', '#24527a', '#5d8aa2', '#bfb7ab', '#f0cfa4'],
      disc: '#fff6e4',
      halo: '#ffdcae',
      far: '#6f8ea0',
      near: '#0e2234',
      water: '#1d4463',
      ambient: '#c4cad6',
      cloud: ['#e0c4ae', '#456a85'],
    },
  ],
  night: [
    {
      sky: ['#060a1e', '#0e1c42', '#1f3d70', '#4a6f9f'],
      disc: '#fdf8e3',
      halo: '#b9cdf2',
      far: '#33527f',
      near: '#050a18',
      water: '#0c1c3c',
      ambient: '#8ea6d8',
      cloud: ['#8da6cf', '#233f6e'],
    },
    {
      sky: ['#041318', '#08303c', '#176067', '#58a096'],
      disc: '#fbf9e4',
      halo: '#b6ecd8',
      far: '#27656b',
      near: '#031116',
      water: '#06303a',
      ambient: '#86b8bc',
      cloud: ['#85bcb4', '#174d56'],
    },
    {
      sky: ['#0b0820', '#21194d', '#483a80', '#8b74ad'],
      disc: '#fff7e8',
      halo: '#d6c2f2',
      far: '#4d4286',
      near: '#090618',
      water: '#1b1643',
      ambient: '#a79cd6',
      cloud: ['#ab9ad0', '#372d6a'],
    },
  ],
};

/** Any hour of daylight under rain clouds or fog. */
export const overcast: Recipe = {
  sky: ['#6d7f90', '#96a6b2', '#bcc8ce', '#dbe2e3'],
  disc: '#f8fafa',
  halo: '#eef2f2',
  far: '#aebcc5',
  near: '#2c3d49',
  water: '#6d8494',
  ambient: '#d8e0e6',
  cloud: ['#e6ecee', '#8d9ca8'],
};
/** A night under rain clouds. */
export const wetNight: Recipe = {
  sky: ['#0c1226', '#1b2744', '#38466a', '#6c7695'],
  disc: '#eef0f4',
  halo: '#c4cbe2',
  far: '#46557a',
  near: '#080c1a',
  water: '#131d38',
  ambient: '#97a3c8',
  cloud: ['#8490b4', '#2c3858'],
};
/** A day of snow. */
export const snowDay: Recipe = {
  sky: ['#8ea9c6', '#b4c8db', '#d6e2ec', '#f1f0ee'],
  disc: '#fffdf6',
  halo: '#fff0d8',
  far: '#c3d2e0',
  near: '#4a647f',
  water: '#86a5c0',
  ambient: '#eef3fa',
  cloud: ['#fbfcfd', '#bccbdb'],
};

/** Leaves by season, from light to dark. */
export const leaves: Readonly<Record<string, readonly [string, string, string]>> = {
  spring: ['#b7d36a', '#7fb356', '#4c8750'],
  summer: ['#8fbf5f', '#4f9152', '#2d6647'],
  autumn: ['#f3b341', '#df7530', '#a8402c'],
  winter: ['#8fa8a8', '#5a7d80', '#35565f'],
};

/** Ground in light and in shade, by season. */
export const grounds: Readonly<Record<string, readonly [string, string]>> = {
  spring: ['#a9c96a', '#5f8f52'],
  summer: ['#8db85c', '#44784c'],
  autumn: ['#d9a94f', '#8a6238'],
  winter: ['#f4f7fb', '#b9cbe0'],
  sand: ['#f0d3a0', '#c99a68'],
};
