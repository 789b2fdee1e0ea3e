package org.dosekit.cli.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.npz.PredictionFile;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.Prediction;
import org.dosekit.core.volume.Volume;
import picocli.CommandLine.Option;

/** What {@code dose predict} wrote, as the input of a command that judges it. */
public final class PredictionFolder {
  @Option(
      names = "--predictions",
      required = true,
      paramLabel = "FOLDER",
      description = "What dose predict wrote.")
  private Path folder = Path.of("");

  private Optional<Map<String, String>> provenance = Optional.empty();

  /** The folder as a command line would name it. */
  public static PredictionFolder of(Path folder) {
    PredictionFolder predictions = new PredictionFolder();
    predictions.folder = folder;
    return predictions;
  }

  /**
   * The selected cases; when the command line does not narrow the cohort, those that have a
   * prediction.
   *
   * @throws DoseDataException when the cohort is not narrowed and no case has a prediction
   */
  public List<String> ids(CaseSelection selection, Cohort cohort, Output output) {
    List<String> selected = selection.ids(cohort);
    if (selection.isNarrowed()) {
      return selected;
    }
    List<String> predicted = selected.stream().filter(id -> Files.exists(file(id))).toList();
    if (predicted.isEmpty()) {
      throw DoseDataException.of(
          folder.toString(),
          "no prediction of any of " + selected.size() + " cases",
          "files <id>.npz written by dose predict",
          "check both folders");
    }
    if (predicted.size() < selected.size()) {
      output.note(predicted.size() + " of " + selected.size() + " cases have a prediction");
    }
    return predicted;
  }

  /**
   * The predicted dose of a case in Gy.
   *
   * @throws DoseDataException when there is none, the file is damaged or of another case, or
   *     another model made it than the first that was asked for: left from an earlier prediction
   */
  public Volume doseGy(String id) {
    Prediction prediction = PredictionFile.read(file(id));
    requireSameModel(id, prediction);
    return prediction.requireDoseOf(id);
  }

  private synchronized void requireSameModel(String id, Prediction prediction) {
    Map<String, String> expected = provenance.orElse(prediction.provenance());
    if (!prediction.provenance().equals(expected)) {
      throw DoseDataException.of(
          file(id).toString(),
          "a prediction of another model than the first one's",
          "predictions of one model",
          "predict the case anew, or remove the file");
    }
    provenance = Optional.of(expected);
  }

  private Path file(String id) {
    return folder.resolve(id + ".npz");
  }
}
