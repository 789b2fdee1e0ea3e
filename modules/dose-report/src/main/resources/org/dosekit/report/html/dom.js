/* Elements, numbers and colours of the page. Text goes in as text, never as markup. */
const Dom = (() => {
  /** An element: `on…` properties are listeners, `class` its classes, the others attributes. */
  function el(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (value === false || value === null || value === undefined) {
        continue;
      }
      if (name.startsWith('on')) {
        element.addEventListener(name.slice(2), value);
      } else if (name === 'class') {
        element.className = value;
      } else {
        element.setAttribute(name, value === true ? '' : value);
      }
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  /** A number with that many decimals; a dash where there is none. */
  function number(value, digits, signed = false) {
    if (value === null || value === undefined || !Number.isFinite(value)) {
      return '–';
    }
    const text = Math.abs(value).toFixed(digits);
    const isZero = Number(text) === 0;
    return (value < 0 && !isZero ? '−' : signed && !isZero ? '+' : '') + text;
  }

  /** The JSON of a data element; null where there is none. */
  function data(id) {
    const element = document.getElementById(id);
    return element === null ? null : JSON.parse(element.textContent);
  }

  /** A colour of the style sheet, as it is in the present theme. */
  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  return { el, number, data, colour };
})();
