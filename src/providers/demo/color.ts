/** Red, green and blue as the screen takes them, 0 to 255, fractions allowed. */
export type Color = readonly [red: number, green: number, blue: number];

type Lab = readonly [number, number, number];

/** Reads `#rrggbb`. */
export function hex(text: string): Color {
  const bits = Number.parseInt(text.slice(1), 16);
  return [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255];
}

function toLinear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  const part = Math.min(1, Math.max(0, value));
  return 255 * (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055);
}

/** To Oklab (bottosson.github.io/posts/oklab), where a mix of two colours looks like their middle. */
function toLab([red, green, blue]: Color): Lab {
  const r = toLinear(red);
  const g = toLinear(green);
  const b = toLinear(blue);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([light, a, b]: Lab): Color {
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** The colour a share `t` of the way from one to the other. */
export function mix(from: Color, to: Color, t: number): Color {
  const a = toLab(from);
  const b = toLab(to);
  return fromLab([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]);
}

/** Lighter (above 0) or darker (below 0) by a share of the whole range, `chroma` times as vivid. */
export function adjust(color: Color, light: number, chroma = 1): Color {
  const [l, a, b] = toLab(color);
  return fromLab([Math.min(1, Math.max(0, l + light)), a * chroma, b * chroma]);
}

/** The same colour turned around the colour wheel by `degrees`. */
export function turn(color: Color, degrees: number): Color {
  const [l, a, b] = toLab(color);
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  return fromLab([l, a * cos - b * sin, a * sin + b * cos]);
}

/** What a thing of this colour looks like in this light. */
export function lit([red, green, blue]: Color, light: Color): Color {
  return [(red * light[0]) / 255, (green * light[1]) / 255, (blue * light[2]) / 255];
}

/** A gradient: colours at positions in rising order. */
export type Stops = readonly (readonly [at: number, color: Color])[];

/** The colour of a gradient at a position; the ends go on for ever. */
export function gradientAt(stops: Stops, at: number): Color {
  let before = stops[0];
  for (const stop of stops) {
    if (at <= stop[0]) {
      if (before === undefined || before === stop) return stop[1];
      return mix(before[1], stop[1], (at - before[0]) / (stop[0] - before[0]));
    }
    before = stop;
  }
  return before?.[1] ?? [0, 0, 0];
}
