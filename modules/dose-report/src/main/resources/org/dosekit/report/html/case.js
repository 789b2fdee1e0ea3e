/* One case: its numbers, goals, DVH and viewer. */
const CaseSection = (() => {
  /** Which structures are shown; whoever draws them listens. */
  function structuresOf(patient) {
    const shown = new Map();
    for (const one of [...(patient.dvh ? patient.dvh.structures : []), ...(patient.view ? patient.view.masks : [])]) {
      shown.set(one.name, !one.external);
    }
    const listeners = [];
    return {
      isShown: (name) => shown.get(name) === true,
      show: (name, isShown) => {
        shown.set(name, isShown);
        listeners.forEach((listener) => listener(name, isShown));
      },
      onChange: (listener) => listeners.push(listener),
    };
  }

  const th = (text, isNumber) => Dom.el('th', { scope: 'col', class: isNumber ? 'number' : '' }, text);
  const td = (text) => Dom.el('td', { class: 'number' }, text);

  function grade(word) {
    return Dom.el('td', {}, Dom.el('span', { class: `grade ${word}` }, word));
  }

  function goals(list) {
    const rows = list.map((goal) =>
      Dom.el(
        'tr',
        {},
        Dom.el('th', { scope: 'row' }, goal.label),
        ...(goal.notJudged === undefined
          ? [td(Dom.number(goal.reference, 2)), grade(goal.referenceGrade), td(Dom.number(goal.predicted, 2)), grade(goal.predictedGrade), Dom.el('td', {}, goal.charged ? 'worse than the plan' : goal.optimistic ? 'better than the plan' : 'as the plan')]
          : [Dom.el('td', { colspan: '5', class: 'soft' }, `not judged: ${goal.notJudged}`)]),
      ),
    );
    return section('Goals', Dom.el('table', {}, Dom.el('thead', {}, Dom.el('tr', {}, th('goal'), th('reference', true), th('grade'), th('predicted', true), th('grade'), th('prediction is'))), Dom.el('tbody', {}, ...rows)));
  }

  function metrics(list) {
    const rows = list.map((metric) =>
      Dom.el('tr', {}, Dom.el('th', { scope: 'row' }, `${metric.structure} ${metric.key}`), td(Dom.number(metric.reference, 2)), td(Dom.number(metric.predicted, 2)), td(Dom.number(metric.error, 2, true))),
    );
    return section('DVH metrics', Dom.el('table', {}, Dom.el('thead', {}, Dom.el('tr', {}, th('metric'), th('reference', true), th('predicted', true), th('difference', true))), Dom.el('tbody', {}, ...rows)));
  }

  function section(heading, ...content) {
    return Dom.el('section', { class: 'part' }, Dom.el('h3', {}, heading), Dom.el('div', { class: 'scroll' }, ...content));
  }

  function origin(facts) {
    const rows = Object.entries(facts).map(([name, value]) => Dom.el('tr', {}, Dom.el('th', { scope: 'row' }, name), Dom.el('td', { class: 'value' }, value)));
    return Dom.el('details', {}, Dom.el('summary', {}, 'The model that predicted this dose'), Dom.el('table', {}, Dom.el('tbody', {}, ...rows)));
  }

  function note(text) {
    return Dom.el('p', { class: 'note' }, text);
  }

  /** Shows a case in a root, in place of what was there. */
  async function mount(root, patient) {
    const structures = structuresOf(patient);
    const dvh = Dom.el('div', { class: 'dvh-grid' });
    const viewer = Dom.el('div', { class: 'viewer' });
    const tables = Dom.el('div', { class: 'columns' });
    if (patient.goals.length > 0) {
      tables.append(goals(patient.goals));
    }
    if (patient.metrics.length > 0) {
      tables.append(metrics(patient.metrics));
    }
    root.replaceChildren(
      ...patient.notes.map(note),
      ...(patient.view ? [viewer] : []),
      ...(patient.dvh ? [section('Dose-volume histogram', dvh)] : []),
      tables,
      ...(patient.origin && Object.keys(patient.origin).length > 0 ? [origin(patient.origin)] : []),
    );
    if (patient.dvh) {
      Dvh.mount(dvh, patient.dvh, structures);
    }
    if (patient.view) {
      try {
        await Viewer.mount(viewer, patient.id, patient.view, structures);
      } catch (failure) {
        viewer.replaceChildren(note(`The volumes cannot be shown by this browser: ${failure.message}`));
      }
    }
    root.dataset.ready = patient.id;
  }

  return { mount };
})();
