/* Dark or light: as the system says until the reader chooses. */
const Theme = (() => {
  const KEY = 'dosekit-theme';
  let listeners = [];

  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch (refused) {
      return null;
    }
  }

  function store(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch (refused) {
      // A page opened from a file may have no storage: the choice then lasts as long as the page.
    }
  }

  function isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function changed() {
    listeners = listeners.filter((listener) => listener() !== false);
  }

  function mount(button) {
    const chosen = stored();
    if (chosen === 'dark' || chosen === 'light') {
      document.documentElement.dataset.theme = chosen;
    }
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
    button.addEventListener('click', () => {
      const next = isDark() ? 'light' : 'dark';
      document.documentElement.dataset.theme = next;
      store(next);
      changed();
    });
  }

  /** Calls a listener whenever colours change, until it answers false. */
  function onChange(listener) {
    listeners.push(listener);
  }

  return { mount, onChange };
})();
