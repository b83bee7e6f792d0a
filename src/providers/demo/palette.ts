import { adjust, type Color, hex, lit, mix, type Stops, turn } from './color.ts';
import type { Wish } from './keywords.ts';
import type { Random } from './random.ts';
import {
  grounds,
  type Hour,
  leaves,
  overcast,
  type Recipe,
  recipes,
  snowDay,
  wetNight,
} from './recipes.ts';

/** The colours of one picture; everything in it is painted with these. */
export interface Palette {
  hour: Hour;
  /** From the zenith (0) to the horizon (1). */
  sky: Stops;
  /** The disc of the sun or the moon. */
  disc: Color;
  /** The light around it. */
  halo: Color;
  /** What the distance fades into. */
  haze: Color;
  /** The farthest and the nearest ridge. */
  far: Color;
  near: Color;
  /** Deep water. */
  water: Color;
  /** Ground in light and in shade. */
  ground: Color;
  groundShade: Color;
  /** Leaves and needles, from light to dark. */
  leaf: readonly [Color, Color, Color];
  cloud: Color;
  cloudShade: Color;
  /** White turns into this; other colours follow. */
  ambient: Color;
  /** Lit windows and lamps. */
  lamp: Color;
}

function chooseHour(wish: Wish, random: Random): Hour {
  for (const hour of ['sunset', 'dusk', 'dawn', 'night', 'day'] as const) {
    if (wish.has(hour)) return hour;
  }
  if (wish.has('moon', 'stars', 'galaxy', 'aurora', 'fireworks', 'fireflies', 'space'))
    return 'night';
  if (wish.has('undersea', 'fish', 'whale')) return 'day';
  if (wish.has('lantern', 'tent')) return random.pick(['night', 'dusk']);
  if (wish.has('rain', 'storm', 'snow', 'rainbow', 'sun')) return 'day';
  if (wish.has('city')) return random.pick(['dusk', 'night', 'sunset']);
  if (wish.has('desert')) return random.pick(['sunset', 'dawn', 'day']);
  return random.pick(['dawn', 'day', 'day', 'sunset', 'sunset', 'dusk']);
}

/** The season a prompt names, or one that suits it. */
export function chooseSeason(
  wish: Wish,
  random: Random,
): 'spring' | 'summer' | 'autumn' | 'winter' {
  if (wish.has('snow', 'winter', 'penguin')) return 'winter';
  for (const season of ['autumn', 'spring', 'summer'] as const) if (wish.has(season)) return season;
  if (wish.has('blossom')) return 'spring';
  return random.pick(['spring', 'summer', 'summer']);
}

function chooseRecipe(hour: Hour, wish: Wish, random: Random): Recipe {
  const chosen = random.pick(recipes[hour]);
  const dark = hour === 'night' || hour === 'dusk';
  if (wish.has('rain', 'storm')) return dark ? wetNight : hour === 'day' ? overcast : chosen;
  if (wish.has('fog') && hour === 'day') return overcast;
  if (hour === 'day' && wish.has('snow', 'winter')) return snowDay;
  return chosen;
}

/** Mixes the colours of a picture from what is asked for and a little chance. */
export function choosePalette(wish: Wish, dice: Random): Palette {
  const random = dice.fork('palette');
  const hour = chooseHour(wish, random);
  const season = chooseSeason(wish, random);
  const recipe = chooseRecipe(hour, wish, random);
  const swing = random.between(-9, 9);
  const wanted = wish.colors[0];
  const tone = (code: string, pull = 0.3) => {
    const turned = turn(hex(code), swing);
    return wanted === undefined ? turned : mix(turned, wanted, pull);
  };
  const sky = recipe.sky.map((code, i) => [i / (recipe.sky.length - 1), tone(code)] as const);
  const haze = tone(recipe.sky.at(-1) ?? recipe.far);
  const ambient = hex(recipe.ambient);
  const strength = hour === 'night' ? 0.72 : hour === 'dusk' ? 0.5 : hour === 'sunset' ? 0.32 : 0.1;
  // Things in poor light lose their own colour to the colour of the nearest ridge.
  const seen = (code: string, dim = strength): Color =>
    mix(lit(hex(code), ambient), tone(recipe.near), dim);
  const ground = wish.has('desert', 'beach') && season !== 'winter' ? 'sand' : season;
  const [light, shade] = grounds[ground] ?? ['#8db85c', '#44784c'];
  const [leafLight, leaf, leafDark] = leaves[season] ?? ['#8fbf5f', '#4f9152', '#2d6647'];
  return {
    hour,
    sky,
    haze,
    ambient,
    disc: hex(recipe.disc),
    halo: tone(recipe.halo, 0.15),
    far: tone(recipe.far),
    near: tone(recipe.near, 0.15),
    water: tone(recipe.water),
    // Snow glows even at night.
    ground: seen(light, season === 'winter' ? strength * 0.5 : strength),
    groundShade: seen(shade, season === 'winter' ? strength * 0.72 : strength),
    leaf: [seen(leafLight), seen(leaf), seen(leafDark)],
    cloud: tone(recipe.cloud[0], 0.15),
    cloudShade: tone(recipe.cloud[1]),
    lamp: adjust(hex('#ffcf7a'), 0, 1),
  };
}

/** A colour of its own as it looks in the light of this picture, `depth` (0 to 1) away. */
export function seenIn(palette: Palette, color: Color, depth = 0): Color {
  const strength = { dawn: 0.03, day: 0, sunset: 0.05, dusk: 0.13, night: 0.16 }[palette.hour];
  // Subjects keep more of their own colour than the land: they are what one looks at.
  const light = mix(palette.ambient, [255, 255, 255], 0.3);
  return mix(mix(lit(color, light), palette.near, strength), palette.haze, depth);
}
