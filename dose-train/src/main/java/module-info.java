/** Training of the dose network on the DJL PyTorch engine. No DJL type is exported. */
module org.dosekit.train {
  requires transitive org.dosekit.core;
  requires ai.djl.api;
  requires ai.djl.pytorch_engine;
  requires com.sun.jna;
  requires jdk.management;
  requires org.slf4j;
  // DJL, an automatic module, uses these and cannot ask for them.
  requires com.google.gson;
  requires org.apache.commons.compress;
  requires static org.jspecify;

  exports org.dosekit.train.run;
  exports org.dosekit.train.settings;
}
