/** For each side what the other may be: all that `resolution` of 3.0 takes (ResolutionV3). */
const sides: readonly (readonly [number, readonly number[]])[] = [
  [512, [1536]],
  [576, [1408, 1472, 1536]],
  [640, [1344, 1408, 1472, 1536]],
  [704, [1152, 1216, 1280, 1344, 1408, 1472]],
  [736, [1312]],
  [768, [1088, 1216, 1280, 1344]],
  [800, [1280]],
  [832, [960, 1024, 1088, 1152, 1216, 1248]],
  [864, [1152]],
  [896, [960, 1024, 1088, 1120, 1152]],
  [960, [1024, 1088]],
  [1024, [1024]],
];

/** The resolutions of Ideogram 3.0; it paints each of them upright and lying. */
export const resolutions: ReadonlySet<string> = new Set(
  sides.flatMap(([short, longs]) =>
    longs.flatMap((long) => [`${short}x${long}`, `${long}x${short}`]),
  ),
);
