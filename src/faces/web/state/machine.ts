/** Whether shortcuts are written as on a Mac. */
export const isApple = /mac|iphone|ipad/i.test(navigator.platform);
