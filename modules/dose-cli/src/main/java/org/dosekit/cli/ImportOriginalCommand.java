package org.dosekit.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.dicom.original.OriginalCaseFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dose import original}: NPZ files of the original Python project as a cohort. */
@Command(
    name = "original",
    description =
        "Import NPZ files of the original Python project (v2.2 to v2.4). Cases are numbered in the"
            + " order of the files' names; the names are not kept.")
final class ImportOriginalCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(index = "0", paramLabel = "SRC", description = "A folder of .npz files.")
  private Path source = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", description = "Where the cases go, <id>.npz each.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    List<Path> files = files();
    Batch batch = new Batch(output);
    batch.forEach(
        "import",
        IntStream.rangeClosed(1, files.size())
            .mapToObj(i -> String.format(Locale.ROOT, "original_%04d", i))
            .toList(),
        id -> {
          int place = Integer.parseInt(id.substring(id.length() - 4));
          OriginalCaseFile original = OriginalCaseFile.read(files.get(place - 1), id);
          original.warnings().forEach(warning -> output.note("warning: " + id + ": " + warning));
          CaseFile.write(original.patient(), out.resolve(id + ".npz"));
        });
    output.result(
        batch.describeIn(JsonObject.create().put("folder", out.toString())),
        batch.done() + " cases in " + out + System.lineSeparator());
    return batch.exitCode();
  }

  private List<Path> files() {
    try (Stream<Path> entries = Files.list(source)) {
      List<Path> files = entries.filter(f -> f.toString().endsWith(".npz")).sorted().toList();
      if (files.isEmpty() || files.size() > 9999) {
        throw DoseDataException.of(
            source.toString(), files.size() + " .npz files", "1 to 9999", "check the folder");
      }
      return files;
    } catch (IOException | UncheckedIOException e) {
      throw DoseDataException.of(
              source.toString(), "no readable folder", "a folder of .npz files", "check the path")
          .withCause(e);
    }
  }
}
