package org.dosekit.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dosekit.cli.experiments.ExperimentsIndex;
import org.dosekit.cli.shell.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dose index}: every run below a folder, in one table. */
@Command(
    name = "index",
    description = {
      "List every run below a folder in " + ExperimentsIndex.CSV_FILE + " and ",
      ExperimentsIndex.MARKDOWN_FILE
          + " there. Where these are, train, evaluate and study rebuild them."
    })
final class IndexCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "RUNS", description = "The folder; it may be empty yet.")
  private Path runs = Path.of("");

  @Override
  public Integer call() {
    ExperimentsIndex index = ExperimentsIndex.of(runs);
    index.write();
    output.result(index.counts(), index.table().toString());
    return ExitCodes.DONE;
  }
}
