/** The inline view as one file. */
export interface Gallery {
  /** Another one for every other content, because hosts keep what they read. */
  uri: string;
  html: string;
}

/** What the build makes of `view/` and puts here; undefined where nothing was built. */
export const builtGallery: Gallery | undefined = undefined;
