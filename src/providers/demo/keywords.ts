import { type Color, hex } from './color.ts';

/** What the painter knows how to show, and the words people use for it, in two languages. */
const vocabulary = {
  dawn: 'dawn|daybreak|sunrise|morning|early morning|golden hour|黎明|日出|清晨|早晨|晨曦|朝霞|破晓|晨',
  day: 'day|daytime|noon|midday|sunny|sunshine|blue sky|白天|正午|晴天|晴朗|蓝天|阳光',
  sunset: 'sunset|sundown|evening|afterglow|日落|夕阳|落日|晚霞|傍晚|余晖|残阳|斜阳',
  dusk: 'dusk|twilight|blue hour|黄昏|暮色|暮|薄暮',
  night:
    'night|midnight|nighttime|moonlight|moonlit|dark|starry night|夜晚|夜|晚上|午夜|深夜|夜景|夜色',
  spring: 'spring|springtime|春天|春|春日',
  summer: 'summer|summertime|夏天|夏|夏日',
  autumn: 'autumn|autumnal|fall|fall colors|maple|秋天|秋|金秋|秋色|枫叶|枫|红叶|枫林',
  winter: 'winter|wintry|冬天|冬|冬日|寒冬',
  snow: 'snow|snowy|snowfall|snowing|blizzard|雪|下雪|雪地|雪景|大雪|飘雪|冰雪',
  rain: 'rain|rainy|raining|drizzle|downpour|下雨|雨|雨夜|细雨|烟雨',
  storm: 'storm|stormy|thunder|lightning|thunderstorm|暴风雨|雷雨|闪电|雷电|风暴',
  fog: 'fog|foggy|mist|misty|haze|hazy|雾|薄雾|云雾|雾气|烟雾|仙境',
  sun: 'sun|太阳|红日|旭日',
  moon: 'moon|full moon|crescent|crescent moon|月亮|月|明月|满月|圆月|弯月|新月|月光|月夜|月色',
  stars: 'star|stars|starry|starlight|starry sky|constellation|星空|星星|繁星|星|星夜|满天星',
  galaxy: 'galaxy|milky way|nebula|银河|星云|星系',
  aurora: 'aurora|northern lights|aurora borealis|极光|北极光',
  rainbow: 'rainbow|彩虹|虹',
  fireworks: 'firework|fireworks|烟花|烟火|焰火',
  fireflies: 'firefly|fireflies|萤火虫|流萤|萤火',
  clouds: 'cloud|clouds|cloudy|sea of clouds|云|白云|云海|云朵|祥云',
  mountain:
    'mountain|mountains|peak|peaks|alps|alpine|hills|cliff|valley|volcano|mount fuji|fuji|himalaya|山|群山|高山|雪山|山峰|山脉|远山|富士山|黄山|泰山|峡谷|山谷|青山|江山|山水',
  sea: 'sea|ocean|seaside|coast|coastal|wave|waves|seascape|大海|海|海洋|海边|海面|海浪|沧海|波浪',
  beach:
    'beach|shore|sand beach|tropical|palm|palm tree|island|沙滩|海滩|椰树|椰子树|棕榈|海岛|热带|岛',
  lake: 'lake|river|pond|reflection|reflections|stream|creek|water|lagoon|湖|湖泊|西湖|河|江|溪|池塘|湖面|倒影|江南|水乡|河流|水面|漓江|长江|水',
  forest:
    'forest|woods|woodland|pine|pines|pine tree|jungle|spruce|fir|森林|树林|林|松|松树|松林|丛林|林海|密林',
  bamboo: 'bamboo|bamboo grove|bamboo forest|竹|竹林|竹子|翠竹|竹海',
  city: 'city|cityscape|skyline|skyscraper|skyscrapers|downtown|urban|metropolis|street|streets|tokyo|new york|shanghai|hong kong|cyberpunk|neon|城市|都市|天际线|摩天楼|高楼|大厦|街道|上海|北京|香港|东京|纽约|赛博朋克|霓虹|城',
  desert: 'desert|dune|dunes|sahara|sand dunes|camel|沙漠|沙丘|大漠|戈壁|敦煌|骆驼',
  field:
    'field|fields|meadow|grass|grassland|prairie|countryside|farm|hill|rolling hills|pasture|lavender|lavender field|wheat|rice|草原|田野|草地|田园|乡村|麦田|稻田|梯田|草坪|牧场|薰衣草|原野|丘陵',
  garden: 'garden|park|花园|公园|庭院|园林',
  space:
    'space|outer space|universe|cosmos|planet|planets|saturn|mars|太空|宇宙|星球|行星|土星|火星|太空站',
  undersea:
    'underwater|undersea|coral|coral reef|reef|deep sea|ocean floor|aquarium|海底|水下|珊瑚|深海|水族馆',
  blossom:
    'cherry blossom|cherry blossoms|sakura|blossom|blossoms|plum blossom|peach blossom|樱花|梅花|桃花|杏花|樱|梅|花瓣|桃林',
  tree: 'tree|oak|big tree|lone tree|willow|树|大树|古树|柳|柳树|银杏',
  fox: 'fox|red fox|狐狸|狐|小狐狸',
  cat: 'cat|kitten|kitty|猫|小猫|猫咪|橘猫|黑猫',
  dog: 'dog|puppy|corgi|shiba|shiba inu|husky|retriever|狗|小狗|柴犬|犬|柯基|金毛',
  rabbit: 'rabbit|bunny|hare|兔子|兔|小兔|白兔|玉兔',
  deer: 'deer|stag|reindeer|elk|moose|鹿|小鹿|麋鹿|驯鹿|梅花鹿',
  panda: 'panda|giant panda|熊猫|大熊猫',
  bear: 'bear|polar bear|grizzly|熊|北极熊|棕熊',
  owl: 'owl|猫头鹰',
  penguin: 'penguin|企鹅',
  bird: 'bird|songbird|robin|sparrow|鸟|小鸟|麻雀|喜鹊|燕子|黄鹂',
  flock: 'flock|birds|seagull|gull|geese|wild geese|swallow|鸟群|海鸥|大雁|雁|飞鸟|群鸟',
  crane: 'crane|heron|egret|red-crowned crane|鹤|仙鹤|白鹤|丹顶鹤|白鹭',
  fish: 'fish|koi|goldfish|carp|tropical fish|鱼|锦鲤|金鱼|鲤鱼',
  whale: 'whale|blue whale|鲸|鲸鱼|蓝鲸',
  butterfly: 'butterfly|蝴蝶|蝶',
  boat: 'boat|sailboat|ship|sailing|sail|yacht|船|帆船|小船|舟|孤舟|扁舟|渔船|帆|轮船|乌篷船',
  house: 'house|cottage|cabin|hut|home|village|barn|farmhouse|房子|小屋|木屋|屋|村庄|农舍|村|家',
  pagoda: 'pagoda|temple|shrine|chinese temple|塔|宝塔|寺庙|寺|庙|古塔|亭|楼阁|宫殿|故宫',
  torii: 'torii|torii gate|鸟居|神社',
  castle: 'castle|palace|fortress|城堡|古堡',
  lighthouse: 'lighthouse|灯塔',
  windmill: 'windmill|风车',
  bridge: 'bridge|arch bridge|桥|拱桥|石桥|小桥',
  lantern: 'lantern|lanterns|paper lantern|sky lantern|灯笼|孔明灯|花灯|天灯|红灯笼|元宵|灯会|灯',
  balloon: 'balloon|hot air balloon|hot-air balloon|热气球|气球',
  rocket: 'rocket|spaceship|spacecraft|launch|火箭|飞船|宇宙飞船|航天',
  flower:
    'flower|flowers|rose|tulip|daisy|sunflower|poppy|bouquet|wildflowers|花|玫瑰|郁金香|雏菊|向日葵|牡丹|野花|鲜花|菊|菊花',
  lotus: 'lotus|water lily|荷花|莲花|荷|莲|睡莲|荷塘',
  mushroom: 'mushroom|toadstool|蘑菇',
  person:
    'person|man|woman|girl|boy|traveler|traveller|wanderer|child|people|samurai|monk|astronaut|人|女孩|男孩|少女|少年|旅人|女人|男人|孩子|侠客|武士|僧|宇航员|老人',
  umbrella: 'umbrella|parasol|雨伞|伞|油纸伞',
  tent: 'tent|camping|camp|campfire|帐篷|露营|篝火',
  cup: 'cup|coffee|tea|mug|teacup|咖啡|茶|杯|茶杯|一杯',
} as const;

/** Something the painter knows how to show. */
export type Concept = keyof typeof vocabulary;

const colorWords: Readonly<Record<string, string>> = {
  '#d8453a': 'red|crimson|scarlet|红色|红|赤|朱',
  '#ee8434': 'orange|橙色|橙|橘色|橘',
  '#f2c53d': 'yellow|golden|gold|黄色|黄|金色|金',
  '#5aa35a': 'green|emerald|绿色|绿|翠绿|碧绿',
  '#3f7fc9': 'blue|azure|蓝色|蓝|湛蓝',
  '#2ba6a0': 'teal|turquoise|cyan|青色|青绿',
  '#8a5cc2': 'purple|violet|紫色|紫',
  '#ef86a8': 'pink|粉色|粉红|粉',
  '#f4f1ea': 'white|白色|白|雪白',
  '#2b2b33': 'black|黑色|黑',
  '#8f8f97': 'gray|grey|silver|灰色|灰|银色',
  '#8a5a3b': 'brown|棕色|棕|褐色',
};

const numberWords: readonly string[] = [
  '',
  '',
  'two|2|两|二|双|pair of',
  'three|3|三',
  'four|4|四',
  'five|5|五|several|some|几',
];

/** A concept found in a prompt. */
export interface Mention {
  concept: Concept;
  /** The colour named just before it. */
  color: Color | undefined;
  /** 1 to 5, where a number stands just before it. */
  count: number;
  /** Where in the prompt, in characters. */
  at: number;
}

/** What a prompt asks for, as far as the painter understands it. */
export interface Wish {
  prompt: string;
  mentions: readonly Mention[];
  /** Colours that belong to no concept. */
  colors: readonly Color[];
  has(...concepts: readonly Concept[]): boolean;
}

interface Word<Meaning> {
  meaning: Meaning;
  pattern: RegExp;
  length: number;
}

function isHan(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

function compile<Meaning>(table: Iterable<readonly [Meaning, string]>): Word<Meaning>[] {
  const words: Word<Meaning>[] = [];
  for (const [meaning, list] of table) {
    for (const word of list.split('|')) {
      if (word === '') continue;
      const pattern = isHan(word) ? word : `(?<![a-z])${word}(?:s|es)?(?![a-z])`;
      words.push({ meaning, pattern: new RegExp(pattern, 'g'), length: word.length });
    }
  }
  // Longer words first, and what they cover is gone: 熊猫 is a panda and no cat.
  return words.sort((a, b) => b.length - a.length);
}

const conceptWords = compile(Object.entries(vocabulary) as [Concept, string][]);
const colorTable = compile(
  Object.entries(colorWords).map(([code, list]) => [hex(code), list] as const),
);
const countTable = compile(numberWords.map((list, count) => [count, list] as const));

interface Found<Meaning> {
  meaning: Meaning;
  at: number;
  end: number;
}

function findWords<Meaning>(text: string, words: readonly Word<Meaning>[]) {
  let rest = text;
  const found: Found<Meaning>[] = [];
  for (const { meaning, pattern } of words) {
    rest = rest.replace(pattern, (match: string, at: number) => {
      found.push({ meaning, at, end: at + match.length });
      return '\0'.repeat(match.length);
    });
  }
  return { found: found.sort((a, b) => a.at - b.at), rest };
}

const denial = /(?:\b(?:no|without|not|never)\s+(?:\w+\s+)?|没有|无|不要|不带)$/;

/** The last one that ends at most `reach` characters before a place. */
function justBefore<Meaning>(found: readonly Found<Meaning>[], at: number, reach: number) {
  return found.findLast(({ end }) => end <= at && at - end <= reach);
}

/** Reads a prompt in English or Chinese. */
export function readPrompt(prompt: string): Wish {
  const text = prompt.toLowerCase();
  const { found, rest } = findWords(text, conceptWords);
  const colors = findWords(rest, colorTable).found;
  const counts = findWords(rest, countTable).found;
  const used = new Set<Found<Color>>();
  const mentions: Mention[] = [];
  for (const { meaning, at, end } of found) {
    if (denial.test(text.slice(0, at))) continue;
    const reach = isHan(text.slice(at, end)) ? 2 : 12;
    const color = justBefore(colors, at, reach);
    if (color !== undefined) used.add(color);
    const named = /^(黑猫|橘猫|白兔|白鹤|红灯笼)/.exec(text.slice(at, end))?.[0];
    const own = named === undefined ? undefined : findWords(named, colorTable).found[0];
    mentions.push({
      concept: meaning,
      color: (own ?? color)?.meaning,
      count: justBefore(counts, at, reach)?.meaning ?? 1,
      at,
    });
  }
  const known = new Set(mentions.map(({ concept }) => concept));
  return {
    prompt,
    mentions,
    colors: colors.filter((color) => !used.has(color)).map(({ meaning }) => meaning),
    has: (...concepts) => concepts.some((concept) => known.has(concept)),
  };
}
