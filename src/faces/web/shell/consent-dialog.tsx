import { dollars } from '../create/cost.ts';
import { Dialog } from '../parts/dialog.tsx';
import { answerConsent, priceAsked } from '../state/consent.ts';
import { t } from '../state/locale.ts';

/** Asks whether a price is agreed to. What costs nothing, to leave it, is what Enter does. */
export function ConsentDialog() {
  const price = priceAsked.value;
  if (!price) return null;
  const { usd, aboveUsd } = price;
  const title =
    usd === undefined ? t('consent.unknown') : t('consent.title', { amount: dollars(usd) });
  const refuse = () => answerConsent(false);
  return (
    <Dialog label={title} class="sheet max-w-md p-6" onClose={refuse}>
      <div class="grid gap-4">
        <h2 class="text-xl">{title}</h2>
        <p class="text-soft">{t('consent.about', { amount: dollars(aboveUsd) })}</p>
        <div class="flex flex-wrap justify-end gap-2">
          <button type="button" class="button" autofocus onClick={refuse}>
            {t('consent.no')}
          </button>
          <button type="button" class="button button-seal" onClick={() => answerConsent(true)}>
            {t(usd === undefined ? 'consent.yesUnknown' : 'consent.yes')}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
