/** The {@code dose} launcher and the commands a deployment needs. */
module org.dosekit.cli {
  requires java.logging;
  requires jdk.management;
  requires org.dosekit.core;
  requires org.dosekit.dicom;
  requires org.dosekit.eval;
  requires org.dosekit.export;
  requires info.picocli;
  requires static org.jspecify;

  exports org.dosekit.cli;

  // What the bench's commands are built from; not for users.
  exports org.dosekit.cli.experiments to
      org.dosekit.lab;
  exports org.dosekit.cli.quality to
      org.dosekit.lab;
  exports org.dosekit.cli.shell to
      org.dosekit.lab,
      info.picocli;

  opens org.dosekit.cli to
      info.picocli;
  opens org.dosekit.cli.shell to
      info.picocli;

  uses org.dosekit.cli.CommandProvider;
}
