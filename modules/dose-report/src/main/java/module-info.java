/** Figures and the HTML report, from files alone. */
module org.dosekit.report {
  requires java.desktop;
  requires org.jfree.jfreechart;
  requires transitive org.dosekit.core;
  requires transitive org.dosekit.eval;
  requires static org.jspecify;

  exports org.dosekit.report.figure;
  exports org.dosekit.report.html;
  exports org.dosekit.report.source;
}
