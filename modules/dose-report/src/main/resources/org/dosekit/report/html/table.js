/* The table of cases: sorts, filters, turns pages. */
const CaseTable = (() => {
  const PAGE = 50;
  const CONDITION = /^([a-z][a-z0-9_]*)(<=|>=|<|>)(-?\d+(?:\.\d+)?)$/;
  const TESTS = {
    '<': (a, b) => a < b,
    '>': (a, b) => a > b,
    '<=': (a, b) => a <= b,
    '>=': (a, b) => a >= b,
  };

  /** Whether a row has every word of the filter: part of its id, or a condition as `mae>2.5`. */
  function matches(row, words) {
    return words.every((word) => {
      const condition = CONDITION.exec(word);
      if (condition === null) {
        return row.id.toLowerCase().includes(word);
      }
      const value = row.values[condition[1]];
      return value !== undefined && TESTS[condition[2]](value, Number(condition[3]));
    });
  }

  /** Rows without the value come last in either order. */
  function compare(a, b, key, direction) {
    if (key === 'id') {
      return direction * a.id.localeCompare(b.id, 'en', { numeric: true });
    }
    const left = a.values[key];
    const right = b.values[key];
    if (left === undefined || right === undefined) {
      return (left === undefined) - (right === undefined);
    }
    return direction * (left - right);
  }

  function mount(root, table, open) {
    const columns = [{ key: 'id', label: table.first, unit: '' }, ...table.columns];
    const largest = new Map(
      table.columns.map((column) => [
        column.key,
        table.rows.reduce((most, row) => Math.max(most, Math.abs(row.values[column.key] ?? 0)), 0),
      ]),
    );
    const state = { key: 'id', direction: 1, page: 0, words: [], opened: null };
    const filter = Dom.el('input', {
      type: 'search',
      placeholder: `part of an id, or ${table.columns.length > 0 ? table.columns[0].key : 'mae'}>2`,
      'aria-label': 'Filter cases',
      title: `Words that must all hold. Columns: ${table.columns.map((column) => column.key).join(', ')}`,
      oninput: () => {
        state.words = filter.value.trim().toLowerCase().split(/\s+/).filter((word) => word !== '');
        state.page = 0;
        show();
      },
    });
    const count = Dom.el('span', { class: 'soft', role: 'status' });
    const turn = (step) => Dom.el('button', { type: 'button', onclick: () => { state.page += step; show(); } }, step < 0 ? '‹ Previous' : 'Next ›');
    const previous = turn(-1);
    const next = turn(1);
    const heads = columns.map((column) => {
      const button = Dom.el(
        'button',
        { type: 'button', class: 'sort', onclick: () => sortBy(column.key) },
        column.label,
        column.unit ? Dom.el('span', { class: 'unit' }, ` ${column.unit}`) : null,
      );
      return Dom.el('th', { scope: 'col', class: column.key === 'id' ? '' : 'number', title: column.title }, button);
    });
    const body = Dom.el('tbody');

    function sortBy(key) {
      state.direction = state.key === key ? -state.direction : 1;
      state.key = key;
      state.page = 0;
      show();
    }

    function cell(row, column) {
      const value = row.values[column.key];
      const element = Dom.el('td', { class: 'number' }, Dom.number(value, column.digits, column.signed));
      if (column.bar && value !== undefined && largest.get(column.key) > 0) {
        element.classList.add('bar');
        element.style.setProperty('--part', `${(100 * Math.abs(value)) / largest.get(column.key)}%`);
      }
      return element;
    }

    function line(row) {
      const name = table.pages
        ? Dom.el('a', { href: `cases/${row.id}.html` }, row.id)
        : open === null
          ? row.id
          : Dom.el('button', { type: 'button', class: 'link', onclick: () => open(row.id) }, row.id);
      return Dom.el('tr', { 'data-case': row.id, class: row.id === state.opened ? 'open' : '' }, Dom.el('th', { scope: 'row' }, name), ...table.columns.map((column) => cell(row, column)));
    }

    function show() {
      const rows = table.rows.filter((row) => matches(row, state.words)).sort((a, b) => compare(a, b, state.key, state.direction));
      const pages = Math.max(1, Math.ceil(rows.length / PAGE));
      state.page = Math.min(pages - 1, Math.max(0, state.page));
      const from = state.page * PAGE;
      const shown = rows.slice(from, from + PAGE);
      body.replaceChildren(...shown.map(line));
      count.textContent =
        rows.length === 0 ? 'no case' : `${from + 1}–${from + shown.length} of ${rows.length}${rows.length < table.rows.length ? ` (${table.rows.length} in all)` : ''}`;
      previous.disabled = state.page === 0;
      next.disabled = state.page === pages - 1;
      previous.hidden = next.hidden = pages === 1;
      columns.forEach((column, c) => {
        heads[c].setAttribute('aria-sort', column.key !== state.key ? 'none' : state.direction > 0 ? 'ascending' : 'descending');
      });
    }

    root.append(
      Dom.el('div', { class: 'tools' }, filter, count, previous, next),
      Dom.el('div', { class: 'scroll' }, Dom.el('table', { class: 'cases' }, Dom.el('thead', {}, Dom.el('tr', {}, ...heads)), body)),
    );
    show();
    return {
      mark: (id) => {
        state.opened = id;
        show();
      },
    };
  }

  return { mount };
})();
