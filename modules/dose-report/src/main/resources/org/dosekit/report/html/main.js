/* Puts the page together from its data elements; a part without data is not there. */
(() => {
  const themeButton = document.getElementById('theme');
  Theme.mount(themeButton);

  function start() {
    const training = Dom.data('training-data');
    if (training !== null) {
      Curves.mount(document.getElementById('training-charts'), training.charts);
    }
    const table = Dom.data('table-data');
    const place = document.getElementById('case');
    const heading = document.getElementById('case-name');
    let mounted = null;

    function open(id) {
      const patient = Dom.data(`case-${id}`);
      if (patient === null) {
        return;
      }
      heading.textContent = id;
      if (mounted !== null) {
        mounted.mark(id);
      }
      CaseSection.mount(place, patient);
    }

    function openFromAddress() {
      const named = /^#case=([A-Za-z0-9._-]+)$/.exec(location.hash);
      const ids = [...document.querySelectorAll('script[data-case-id]')].map((element) => element.dataset.caseId);
      if (ids.length > 0) {
        open(named !== null && ids.includes(named[1]) ? named[1] : ids[0]);
      }
    }

    if (table !== null) {
      const hasCases = place !== null;
      mounted = CaseTable.mount(
        document.getElementById('case-table'),
        table,
        hasCases
          ? (id) => {
              history.replaceState(null, '', `#case=${id}`);
              open(id);
              heading.scrollIntoView({ block: 'start' });
            }
          : null,
      );
    }
    if (place !== null) {
      window.addEventListener('hashchange', openFromAddress);
      openFromAddress();
    }
  }

  // The table and the first case stand behind this script: the page is seen before they are read.
  document.addEventListener('DOMContentLoaded', start);
})();
