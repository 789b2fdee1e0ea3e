package org.dosekit.cli.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The cases a command works on: a cohort's folder, narrowed to a part of its split or to named
 * cases, or one case file.
 */
public final class CaseSelection {
  /** The parts of a split. */
  enum Part {
    TRAINING,
    VALIDATION,
    TEST;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Parameters(
      paramLabel = "COHORT",
      description = "A folder of case files (<id>.npz), or one case file.")
  private Path place = Path.of("");

  @Option(
      names = "--part",
      description = "Only this part of the cohort's splits.json: ${COMPLETION-CANDIDATES}.")
  private Optional<Part> part = Optional.empty();

  @Option(names = "--case", paramLabel = "ID", description = "Only this case; may be repeated.")
  private List<String> only = List.of();

  /** The cohort. */
  public Cohort cohort() {
    return Cohort.open(isFile() ? place.resolveSibling("").normalize() : place);
  }

  /** Whether the command line names cases, rather than a whole folder. */
  public boolean isNarrowed() {
    return isFile() || part.isPresent() || !only.isEmpty();
  }

  /**
   * The selected ids.
   *
   * @throws DoseDataException when a named case is not in the cohort or the cohort has no split to
   *     take a part of
   */
  public List<String> ids(Cohort cohort) {
    if (isFile()) {
      if (part.isPresent() || !only.isEmpty()) {
        throw new ParameterException(
            command.commandLine(), "--part and --case choose from a folder, not from one case");
      }
      String name = String.valueOf(place.getFileName());
      return List.of(name.substring(0, name.length() - ".npz".length()));
    }
    List<String> ids = part.map(p -> idsOf(p, cohort)).orElse(cohort.ids());
    if (ids.isEmpty()) {
      throw DoseDataException.of(
          place.toString(), "no case in the part", "at least one", "choose another --part");
    }
    if (only.isEmpty()) {
      return ids;
    }
    for (String id : only) {
      if (!ids.contains(id)) {
        throw DoseDataException.of(
            "--case " + id,
            "no such case among " + ids.size(),
            "the id of a selected case",
            "list them with: dose info " + place);
      }
    }
    return only.stream().distinct().toList();
  }

  private boolean isFile() {
    return Files.isRegularFile(place) && place.toString().endsWith(".npz");
  }

  private static List<String> idsOf(Part part, Cohort cohort) {
    Split split = requireSplit(cohort);
    return switch (part) {
      case TRAINING -> split.training();
      case VALIDATION -> split.validation();
      case TEST -> split.test();
    };
  }

  /**
   * The name of the protocol of a cohort: that of its first readable case.
   *
   * @throws DoseDataException when no case can be read
   */
  public static String protocol(Cohort cohort) {
    DoseDataException first = null;
    for (String id : cohort.ids()) {
      try {
        return cohort.load(id).protocol();
      } catch (DoseDataException e) {
        first = first == null ? e : first;
      }
    }
    throw first != null
        ? first
        : DoseDataException.of(
            cohort.folder().toString(), "no case", "at least one", "check the folder");
  }

  /** The split beside the cohort's cases, if there is one. */
  public static Optional<Split> split(Cohort cohort) {
    Path file = cohort.folder().resolve(Split.FILE_NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Split split = Split.read(file);
    split.requireIn(cohort);
    return Optional.of(split);
  }

  private static Split requireSplit(Cohort cohort) {
    return split(cohort)
        .orElseThrow(
            () ->
                DoseDataException.of(
                    cohort.folder().toString(),
                    "no " + Split.FILE_NAME,
                    "the cohort's split into training, validation and test",
                    "leave --part out, or write the file"));
  }
}
