package org.dosekit.core.npz;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.predict.PredictedDose;
import org.dosekit.core.predict.Prediction;
import org.dosekit.core.volume.Volume;

/**
 * A {@link Prediction} as an NPZ file that NumPy reads with {@code allow_pickle=False}: {@code
 * predicted_dose_gy} float32 (Y, X, Z), of several models their spread {@code dose_spread_gy}
 * likewise, and the text member {@code prediction.json}: format version, case id, grid, provenance.
 */
public final class PredictionFile {
  private static final String FORMAT = "dosekit-prediction/1";
  private static final String JSON = "prediction.json";
  private static final String DOSE = "predicted_dose_gy";
  private static final String SPREAD = "dose_spread_gy";

  private PredictionFile() {}

  /**
   * Writes the prediction, atomically.
   *
   * @throws DoseDataException when the file cannot be written
   */
  public static void write(Prediction prediction, Path file) {
    Grid grid = prediction.doseGy().grid();
    JsonObject provenance = JsonObject.create();
    prediction.provenance().forEach(provenance::put);
    String header =
        JsonObject.create()
            .put("format", FORMAT)
            .put("case_id", prediction.caseId())
            .put("grid", GridJson.format(grid))
            .put("provenance", provenance)
            .toText();
    GridShape shape = grid.shape();
    AtomicFile.writeStream(
        file,
        out -> {
          try (NpzWriter npz = NpzWriter.to(out)) {
            npz.text(JSON, header);
            npz.array(DOSE, prediction.doseGy().data(), shape.ny(), shape.nx(), shape.nz());
            if (prediction.dose().spreadGy().isPresent()) {
              float[] spreadGy = prediction.dose().spreadGy().get().data();
              npz.array(SPREAD, spreadGy, shape.ny(), shape.nx(), shape.nz());
            }
          }
        });
  }

  /**
   * Reads a prediction. Sizes are checked before memory is taken; nothing in the file is executed.
   *
   * @throws DoseDataException when it is absent, damaged or not a prediction
   */
  public static Prediction read(Path file) {
    try (NpzFile npz = NpzFile.open(file)) {
      if (!npz.texts().contains(JSON)) {
        throw DoseDataException.of(
            file.toString(), "no member '" + JSON + "'", "a prediction", "predict the case anew");
      }
      JsonObject header = JsonObject.parse(file + ": " + JSON, npz.text(JSON));
      header.requireOnly("format", "case_id", "grid", "provenance");
      if (!header.string("format").equals(FORMAT)) {
        throw DoseDataException.of(
            file.toString(),
            "format '" + header.string("format") + "'",
            "'" + FORMAT + "'",
            "predict the case anew with this version");
      }
      Grid grid = grid(header);
      Optional<Volume> spreadGy =
          npz.arrays().contains(SPREAD) ? Optional.of(volume(npz, SPREAD, grid)) : Optional.empty();
      return new Prediction(
          header.string("case_id"),
          new PredictedDose(volume(npz, DOSE, grid), spreadGy),
          provenance(header));
    }
  }

  private static Volume volume(NpzFile npz, String name, Grid grid) {
    GridShape shape = grid.shape();
    return Volume.of(grid, npz.array(name, shape.ny(), shape.nx(), shape.nz()).toFloats());
  }

  private static Grid grid(JsonObject header) {
    try {
      return GridJson.parse(header.object("grid"));
    } catch (IllegalArgumentException e) {
      throw header.invalid(e);
    }
  }

  private static Map<String, String> provenance(JsonObject header) {
    JsonObject json = header.object("provenance");
    Map<String, String> provenance = new LinkedHashMap<>();
    json.names().forEach(name -> provenance.put(name, json.string(name)));
    return provenance;
  }
}
