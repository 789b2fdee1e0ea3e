/** Figures and the HTML report, from files alone. */
module org.dosekit.report {
  requires transitive org.dosekit.core;
  requires transitive org.dosekit.eval;
  requires static org.jspecify;

  exports org.dosekit.report.html;
  exports org.dosekit.report.source;
}
