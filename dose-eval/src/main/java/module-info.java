/** Evaluation of a dose. Numbers only: no native code, no charts. */
module org.dosekit.eval {
  requires org.apache.commons.statistics.descriptive;
  requires org.apache.commons.statistics.distribution;
  requires org.apache.commons.statistics.inference;
  requires transitive org.dosekit.core;
  requires static org.jspecify;

  exports org.dosekit.eval.dvh;
  exports org.dosekit.eval.gamma;
  exports org.dosekit.eval.goal;
  exports org.dosekit.eval.score;
  exports org.dosekit.eval.stats;
}
