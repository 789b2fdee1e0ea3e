package org.dosekit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
  private static final int NOTED_EVERY = 10;

  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "SOURCE", description = "A folder, .tar.xz, .tar.gz, .tar or .zip.")
  private Path source = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "The new cohort.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    Batch batch = new Batch(output);
    Map<String, OpenKbpPart> imported = new LinkedHashMap<>();
    OpenKbpReader.open(source)
        .forEach(
            patient -> {
              CaseFile.write(patient.planned(), file(patient.id()));
              imported.put(patient.id(), patient.part());
              batch.succeeded();
              if (imported.size() % NOTED_EVERY == 0) {
                output.note("imported " + imported.size());
              }
            },
            (id, failure) -> {
              batch.failed(failure);
              if (imported.remove(id) != null) {
                // More of the patient came later and was bad: what was written is not the patient.
                batch.withdrawn();
                delete(file(id));
              }
            });
    writeSplit(imported);
    output.result(
        batch.describeIn(JsonObject.create().put("folder", out.toString())),
        batch.done() + " cases in " + out + System.lineSeparator());
    return batch.exitCode();
  }

  private Path file(String id) {
    return out.resolve(id + ".npz");
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the folders of the data set say; patients of other folders are in no part. */
  private void writeSplit(Map<String, OpenKbpPart> imported) {
    List<String> training = of(OpenKbpPart.TRAINING, imported);
    List<String> validation = of(OpenKbpPart.VALIDATION, imported);
    List<String> test = of(OpenKbpPart.TEST, imported);
    int unknown = of(OpenKbpPart.UNKNOWN, imported).size();
    if (unknown > 0) {
      output.note(unknown + " patients lie in no folder of the challenge: in no part of a split");
    }
    if (unknown < imported.size()) {
      new Split(training, validation, test).write(out.resolve(Split.FILE_NAME));
    }
  }

  private static List<String> of(OpenKbpPart part, Map<String, OpenKbpPart> imported) {
    return imported.keySet().stream().filter(id -> imported.get(id) == part).toList();
  }
}
