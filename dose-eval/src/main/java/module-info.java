/** Evaluation of a dose. Numbers only: no native code, no charts. */
module org.dosekit.eval {
  requires transitive org.dosekit.core;
  requires static org.jspecify;

  exports org.dosekit.eval.dvh;
  exports org.dosekit.eval.gamma;
  exports org.dosekit.eval.score;
}
