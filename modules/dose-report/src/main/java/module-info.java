/** Figures and the HTML report. Holds nothing yet: its contents come with the report issue. */
module org.dosekit.report {
  requires transitive org.dosekit.core;
  requires transitive org.dosekit.eval;
}
