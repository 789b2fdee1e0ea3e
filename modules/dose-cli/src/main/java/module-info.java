/** The {@code dose} launcher and the commands a deployment needs. */
module org.dosekit.cli {
  requires org.dosekit.core;
  requires org.dosekit.dicom;
  requires org.dosekit.eval;
  requires org.dosekit.export;
  requires transitive info.picocli;
  requires static org.jspecify;

  exports org.dosekit.cli;

  opens org.dosekit.cli to
      info.picocli;

  uses org.dosekit.cli.CommandProvider;
}
