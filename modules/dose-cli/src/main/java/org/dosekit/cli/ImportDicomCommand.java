package org.dosekit.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.dicom.name.NameTable;
import org.dosekit.dicom.prepare.CasePreparation;
import org.dosekit.dicom.prepare.DicomImport;
import org.dosekit.dicom.prepare.PatientFolders;
import org.dosekit.dicom.prepare.PreparationSettings;
import org.dosekit.dicom.prepare.Pseudonyms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dose import dicom}: patients' DICOM-RT folders as a cohort. */
@Command(
    name = "dicom",
    description =
        "Import DICOM-RT studies (CT, RTSTRUCT, RTPLAN, RTDOSE) as a cohort, under pseudonyms.")
final class ImportDicomCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(
      index = "0",
      paramLabel = "SRC",
      description = "A patient's folder, or a folder of patients' folders.")
  private Path source = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "Where the cases go: <id>.npz and <id>.import.json each.")
  private Path out = Path.of("");

  @Option(
      names = "--protocol",
      paramLabel = "NAME|JSON",
      defaultValue = "prostate-sib-ptv50",
      description = "What the structures are named after (default ${DEFAULT-VALUE}).")
  private String protocol = "";

  @Option(
      names = "--names",
      paramLabel = "JSON",
      description = "The institution's names of structures, as dose names writes them.")
  private Optional<Path> names = Optional.empty();

  @Option(
      names = "--prescription",
      paramLabel = "TARGET=GY",
      split = ",",
      description = "Prescribed doses instead of the plans', e.g. PTV70=70,PTV56=56; is recorded.")
  private Map<String, Double> prescriptionGy = new LinkedHashMap<>();

  @Option(
      names = "--salt",
      paramLabel = "FILE",
      description =
          "What the pseudonyms are made with (default: OUT.salt beside OUT). Made when absent; keep"
              + " it, and keep it from whoever gets the cohort.")
  private Optional<Path> salt = Optional.empty();

  @Option(
      names = "--centre",
      paramLabel = "STRUCTURE",
      description =
          "What a case is centred on in plane (default: Prostate; where it is not drawn, the first"
              + " target that is).")
  private Optional<String> centre = Optional.empty();

  @Option(
      names = "--half-width",
      paramLabel = "MM",
      defaultValue = "150",
      description = "How far a case reaches to each side in plane (default ${DEFAULT-VALUE}).")
  private double halfWidthMm = 150;

  @Option(
      names = "--margin-z",
      paramLabel = "MM",
      defaultValue = "30",
      description = "How far it reaches above and below the structures (default ${DEFAULT-VALUE}).")
  private double marginZMm = 30;

  @Option(
      names = "--as-original",
      description =
          "Make masks and dose as the original project does: by the centres of pixels, and with the"
              + " cubic spline's overshoot.")
  private boolean asOriginal;

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    requireApart();
    List<Path> folders = PatientFolders.of(source);
    DicomImport dicomImport = DicomImport.into(out, preparation());
    Batch batch = new Batch(output);
    List<String> places = IntStream.rangeClosed(1, folders.size()).mapToObj(i -> i + "").toList();
    batch.forEachInParallel(
        "import",
        places,
        place ->
            dicomImport.importFolder(
                folders.get(Integer.parseInt(place) - 1),
                "folder " + place + " of " + folders.size()));
    output.result(
        batch.describeIn(JsonObject.create().put("folder", out.toString())),
        batch.done() + " cases in " + out + System.lineSeparator());
    return batch.exitCode();
  }

  /** Cases among the studies would be read as a patient's files. */
  private void requireApart() {
    Path cohort = out.toAbsolutePath().normalize();
    if (cohort.startsWith(source.toAbsolutePath().normalize())) {
      throw new ParameterException(command.commandLine(), "OUT lies in SRC; choose another folder");
    }
  }

  private CasePreparation preparation() {
    PreparationSettings settings = settings(Protocol.named(protocol));
    return CasePreparation.of(
        settings, Pseudonyms.ofFile(salt.orElseGet(() -> Pseudonyms.saltFile(out))));
  }

  private PreparationSettings settings(Protocol site) {
    NameTable builtIn = NameTable.of(site);
    PreparationSettings settings =
        PreparationSettings.of(site)
            .withNames(names.map(builtIn::withInstitution).orElse(builtIn))
            .withPrescriptionGy(prescriptionGy)
            .withAsOriginal(asOriginal);
    try {
      PreparationSettings sized = settings.withMargins(halfWidthMm, marginZMm);
      return centre.map(sized::withCentre).orElse(sized);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
