/** Of a picture, in pixels; 0 by 0 where the bytes at hand do not tell. */
export interface ImageDimensions {
  width: number;
  height: number;
}

/** What stands for dimensions that lie behind the bytes at hand. */
export const unknownDimensions: ImageDimensions = { width: 0, height: 0 };
