/** How long to wait between two questions, in milliseconds. */
export interface Pauses {
  first: number;
  longest: number;
  /** Each pause is this many times the one before. */
  growth: number;
}

/** A picture takes seconds to minutes; vendors ask not to be asked more than once a second. */
export const usualPauses: Pauses = { first: 1000, longest: 10_000, growth: 1.4 };

/** The pause after so many questions, with a fifth of it at random so that askers spread out. */
export function pauseAfter(questions: number, { first, longest, growth }: Pauses): number {
  const whole = Math.min(longest, first * growth ** Math.max(0, questions - 1));
  return whole * (0.8 + Math.random() * 0.4);
}
