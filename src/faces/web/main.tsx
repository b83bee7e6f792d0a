import { render } from 'preact';
import { Page } from './shell/page.tsx';
import { loadModels } from './state/models.ts';

const place = document.getElementById('page');
if (place) render(<Page />, place);
void loadModels();
void import('./create/shared-pictures.ts').then(({ welcomeShares }) => welcomeShares());
