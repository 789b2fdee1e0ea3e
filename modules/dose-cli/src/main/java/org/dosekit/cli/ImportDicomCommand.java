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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dose import dicom}: patients' DICOM-RT folders as a cohort. */
@Command(
    name = "dicom",
    description =
        "Import DICOM-RT studies (CT, RTSTRUCT, RTPLAN, RTDOSE) as a cohort, under pseudonyms.")
final class ImportDicomCommand implements Callable<Integer> {
  /** CT of a large patient, its dose, masks and distances. */
  private static final long BYTES_A_PATIENT = 700L << 20;

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
      names = "--keep-overshoot",
      description = "Keep the cubic spline's overshoot of the dose, as the original project does.")
  private boolean keepOvershoot;

  @Override
  public Integer call() {
    List<Path> folders = PatientFolders.of(source);
    DicomImport dicomImport = DicomImport.into(out, preparation());
    Batch batch = new Batch(output);
    List<String> places = IntStream.rangeClosed(1, folders.size()).mapToObj(i -> i + "").toList();
    Batch.Work work =
        place ->
            dicomImport.importFolder(
                folders.get(Integer.parseInt(place) - 1),
                "folder " + place + " of " + folders.size());
    if (Runtime.getRuntime().maxMemory() >= 2 * BYTES_A_PATIENT) {
      batch.forEachInParallel("import", places, work);
    } else {
      batch.forEach("import", places, work);
    }
    output.result(
        batch.describeIn(JsonObject.create().put("folder", out.toString())),
        batch.done() + " cases in " + out + System.lineSeparator());
    return batch.exitCode();
  }

  private CasePreparation preparation() {
    Protocol site = Protocol.named(protocol);
    PreparationSettings settings =
        PreparationSettings.of(site)
            .withPrescriptionGy(prescriptionGy)
            .withMargins(halfWidthMm, marginZMm)
            .withKeepOvershoot(keepOvershoot);
    if (names.isPresent()) {
      settings = settings.withNames(NameTable.of(site).withInstitution(names.get()));
    }
    Path whole = out.toAbsolutePath().normalize();
    return CasePreparation.of(
        settings,
        Pseudonyms.ofFile(salt.orElse(whole.resolveSibling(whole.getFileName() + ".salt"))));
  }
}
