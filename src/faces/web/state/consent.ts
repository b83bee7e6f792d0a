import { computed, signal } from '@preact/signals';
import { ApiError, type PriceToAgree } from '../api/call.ts';

interface Question {
  price: PriceToAgree;
  answer: (agreed: boolean) => void;
}

const waiting = signal<readonly Question[]>([]);

/** The price that somebody is asked about now; undefined where nobody is. */
export const priceAsked = computed(() => waiting.value[0]?.price);

/** Asks the user whether they agree to a price; one question at a time. */
export function askForConsent(price: PriceToAgree): Promise<boolean> {
  return new Promise((answer) => {
    waiting.value = [...waiting.value, { price, answer }];
  });
}

/** Answers the question that is asked now. */
export function answerConsent(agreed: boolean): void {
  const [first, ...others] = waiting.value;
  waiting.value = others;
  first?.answer(agreed);
}

/** The price that the server wants agreed to before it goes on; undefined for any other refusal. */
export function priceToAgree(thrown: unknown): PriceToAgree | undefined {
  if (!(thrown instanceof ApiError) || thrown.code !== 'cost_not_confirmed') return undefined;
  return thrown.price;
}
