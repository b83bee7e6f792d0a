import { settingRows } from '../../src/config/settings.ts';

/** The settings that installers ask for: what is painted with, and where it goes. */
const asked = [
  'OPENAI_API_KEY',
  'GEMINI_API_KEY',
  'XAI_API_KEY',
  'API_KEY',
  'API_BASE_URL',
  'DEFAULT_MODEL',
  'IMAGE_HOSTING_URL',
  'IMAGE_HOSTING_TOKEN',
  'SAVE_DIR',
];

/** Their rows of the settings table, in this order; one that is gone fails the test. */
export function askedSettings() {
  return asked.map((name) => {
    const row = settingRows.find(({ env }) => env === name);
    if (!row) throw new Error(`there is no setting ${name}`);
    return row;
  });
}
