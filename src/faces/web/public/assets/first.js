// Runs before the first paint: the chosen theme and language must not flash.
(() => {
  const kept = (name) => {
    try {
      return localStorage.getItem(`maliang.${name}`);
    } catch {
      return null;
    }
  };
  const theme = kept('theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
  const wished = kept('locale') || navigator.language;
  document.documentElement.lang = /^zh/i.test(wished) ? 'zh-CN' : 'en';
})();
