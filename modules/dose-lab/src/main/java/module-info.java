/** The commands of the research bench, provided to the launcher. */
module org.dosekit.lab {
  requires info.picocli;
  requires java.logging;
  requires org.dosekit.cli;
  requires org.dosekit.core;
  requires org.dosekit.data;
  requires org.dosekit.dicom;
  requires org.dosekit.eval;
  requires org.dosekit.export;
  requires org.dosekit.report;
  requires org.dosekit.train;
  requires static org.jspecify;

  opens org.dosekit.lab to
      info.picocli;

  provides org.dosekit.cli.CommandProvider with
      org.dosekit.lab.LabCommands;
}
