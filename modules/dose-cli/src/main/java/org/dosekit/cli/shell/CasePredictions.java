package org.dosekit.cli.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.npz.PredictionFile;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.PredictedDose;
import org.dosekit.core.predict.Prediction;
import org.dosekit.core.predict.PredictionOptions;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.predict.Progress;

/** The predictions of a cohort's cases by open models, a file {@code <id>.npz} each in a folder. */
public final class CasePredictions {
  private final Cohort cohort;
  private final Path folder;
  private final Predictor predictor;
  private final Map<String, String> provenance;

  private CasePredictions(
      Cohort cohort, Path folder, Predictor predictor, Map<String, String> provenance) {
    this.cohort = cohort;
    this.folder = folder;
    this.predictor = predictor;
    this.provenance = Collections.unmodifiableMap(provenance);
  }

  /**
   * Predictions to be.
   *
   * @param options how the models are applied
   * @param saidOfOptions what the provenance says of these options
   */
  public static CasePredictions of(
      OpenModels models,
      PredictionOptions options,
      Map<String, String> saidOfOptions,
      Cohort cohort,
      Path folder) {
    Map<String, String> provenance = new LinkedHashMap<>(models.provenance());
    provenance.putAll(saidOfOptions);
    return new CasePredictions(cohort, folder, models.predictor(options), provenance);
  }

  /**
   * Predicts a case and writes its file.
   *
   * @param patches told after each patch
   * @throws DoseDataException when the case is bad or the file cannot be written
   */
  public PredictedDose write(String id, Progress patches) {
    PredictedDose dose = predictor.predict(cohort.load(id), patches);
    PredictionFile.write(new Prediction(id, dose, provenance), file(id));
    return dose;
  }

  /** Whether the file of a case is there, whole, and by these models with these options. */
  public boolean isWhole(String id) {
    if (!Files.exists(file(id))) {
      return false;
    }
    try {
      Prediction prediction = PredictionFile.read(file(id));
      return prediction.caseId().equals(id) && prediction.provenance().equals(provenance);
    } catch (DoseDataException e) {
      // A damaged file is one that is not there: it is written anew.
      return false;
    }
  }

  private Path file(String id) {
    return folder.resolve(id + ".npz");
  }
}
