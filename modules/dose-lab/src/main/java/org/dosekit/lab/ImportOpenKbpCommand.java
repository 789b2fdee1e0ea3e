package org.dosekit.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Split;
import org.dosekit.data.openkbp.OpenKbpPart;
import org.dosekit.data.openkbp.OpenKbpReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dose import openkbp}: OpenKBP patients as a cohort. */
@Command(
    name = "openkbp",
    description =
        "Import OpenKBP patients from folders or an archive, which is not unpacked to disk.")
final class ImportOpenKbpCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "SOURCE", description = "A folder, .tar.xz, .tar.gz, .tar or .zip.")
  private Path source = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "The new cohort.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    Batch batch = new Batch(output);
    Map<OpenKbpPart, List<String>> parts = new EnumMap<>(OpenKbpPart.class);
    OpenKbpReader.open(source)
        .forEach(
            patient -> {
              CaseFile.write(patient.planned(), out.resolve(patient.id() + ".npz"));
              parts.computeIfAbsent(patient.part(), part -> new ArrayList<>()).add(patient.id());
              batch.succeeded();
            },
            (id, failure) -> batch.failed(failure));
    if (!parts.isEmpty()) {
      new Split(
              parts.getOrDefault(OpenKbpPart.TRAINING, List.of()),
              parts.getOrDefault(OpenKbpPart.VALIDATION, List.of()),
              parts.getOrDefault(OpenKbpPart.TEST, List.of()))
          .write(out.resolve(Split.FILE_NAME));
    }
    output.result(
        batch.describeIn(JsonObject.create().put("folder", out.toString())),
        batch.done() + " cases in " + out + System.lineSeparator());
    return batch.exitCode();
  }
}
