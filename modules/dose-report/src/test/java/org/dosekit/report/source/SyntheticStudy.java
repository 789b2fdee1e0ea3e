package org.dosekit.report.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.npz.PredictionFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.predict.Prediction;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.score.CaseEvaluation;
import org.dosekit.eval.score.CaseEvaluator;
import org.dosekit.eval.score.CohortEvaluation;
import org.dosekit.eval.score.GammaSettings;

/**
 * A run of a few cases as files: {@code cohort/}, {@code run/}, {@code run/predictions/} with its
 * evaluation. Bodies are cylinders; the dose is a bell about the target, predicted a little too hot
 * and a little off.
 */
public final class SyntheticStudy {
  /** Of every case: 5 mm, not as long along one axis as along another. */
  public static final Grid GRID =
      Grid.axial(
          new GridShape(30, 36, 22), VoxelSpacing.isotropic(5), new PatientPoint(-90, -75, -50));

  private static final Protocol PROTOCOL = Protocol.builtIn("prostate-sib");

  private final Path folder;
  private final List<String> ids = new ArrayList<>();

  private SyntheticStudy(Path folder) {
    this.folder = folder;
  }

  /** Writes a study of so many cases. */
  public static SyntheticStudy write(Path folder, int cases) {
    SyntheticStudy study = new SyntheticStudy(folder);
    List<CaseEvaluation> evaluations = new ArrayList<>();
    CaseEvaluator evaluator = CaseEvaluator.of(PROTOCOL).withGamma(GammaSettings.standard());
    for (int i = 0; i < cases; i++) {
      String id = "case_%03d".formatted(i);
      study.ids.add(id);
      Case patient = patient(id, i);
      Volume predictedGy = dose(2 + i, 73);
      CaseFile.write(patient, study.cohort().resolve(id + ".npz"));
      PredictionFile.write(
          new Prediction(id, predictedGy, Map.of("model", "synthetic")),
          study.predictions().resolve(id + ".npz"));
      evaluations.add(evaluator.evaluate(patient, predictedGy));
    }
    CohortEvaluation.of(evaluations).write(study.predictions().resolve(CohortEvaluation.FILE_NAME));
    study.writeRun();
    return study;
  }

  private void writeRun() {
    text(
        "run/run.json",
        """
        {"format": "dosekit-run/1",
         "provenance": {"code_version": "0", "seed": "1"},
         "config": {"network": {"base_channels": 8}, "loss": {"voxel": "l1"},
                    "protocol": {"name": "prostate-sib"}}}
        """);
    text(
        "run/metrics.csv",
        """
        epoch,learning_rate,train/loss,train/l1,val/loss,val/mae_gy,elapsed_seconds
        1,0.002,0.5,0.4,,,10
        2,0.001,0.3,0.2,0.25,3.5,20
        3,0.0005,0.2,0.15,0.2,2.5,30
        """);
    text(
        "run/summary.json",
        """
        {"best_epoch": 3, "best_val_mae_gy": 2.5, "final_val_mae_gy": 2.5,
         "training_time_hours": 0.25, "ended_by": "epochs"}
        """);
  }

  /** Writes a text into the study. */
  public Path text(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.resolveSibling(""));
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A case whose odd ones have no bladder. */
  public static Case patient(String id, int number) {
    List<Structure> structures = new ArrayList<>();
    structures.add(new Structure("BODY", StructureRole.EXTERNAL, cylinder(68)));
    structures.add(new Structure("PTV70", StructureRole.TARGET, ball(0, 0, 22)));
    structures.add(new Structure("Rectum", StructureRole.ORGAN_AT_RISK, ball(35, 0, 15)));
    if (number % 2 == 0) {
      structures.add(new Structure("Bladder", StructureRole.ORGAN_AT_RISK, ball(-35, 0, 18)));
    }
    structures.add(new Structure("Femur_L", StructureRole.ORGAN_AT_RISK, ball(0, 50, 12)));
    return new Case(
        id,
        PROTOCOL.name(),
        volume(
            (x, y, z) -> Math.hypot(x, y) <= 68 ? (Math.hypot(x - 50, y) < 12 ? 900 : 30) : -1000),
        structures,
        new Prescription(Map.of("PTV70", 70.0)),
        Optional.of(dose(0, 72)),
        Optional.empty(),
        Map.of());
  }

  /** A bell of dose whose middle is shifted towards the left. */
  public static Volume dose(double shiftMm, double peakGy) {
    return volume(
        (x, y, z) -> {
          double mm = Math.sqrt((x - shiftMm) * (x - shiftMm) + y * y + z * z);
          return Math.hypot(x, y) > 68 ? 0 : peakGy / (1 + Math.pow(mm / 38, 4));
        });
  }

  /** A number by place in the patient. */
  private interface Field {
    double at(double x, double y, double z);
  }

  private static Volume volume(Field field) {
    float[] data = new float[GRID.voxelCount()];
    for (int i = 0; i < data.length; i++) {
      PatientPoint place = place(i);
      data[i] = (float) field.at(place.xMm(), place.yMm(), place.zMm());
    }
    return Volume.of(GRID, data);
  }

  private static Mask cylinder(double radiusMm) {
    return Mask.where(GRID, i -> Math.hypot(place(i).xMm(), place(i).yMm()) <= radiusMm);
  }

  /** About a place behind the middle and to its left. */
  private static Mask ball(double yMm, double xMm, double radiusMm) {
    return Mask.where(
        GRID,
        i -> {
          PatientPoint p = place(i);
          return Math.hypot(Math.hypot(p.xMm() - xMm, p.yMm() - yMm), p.zMm()) <= radiusMm;
        });
  }

  private static PatientPoint place(int index) {
    int nz = GRID.shape().nz();
    int nx = GRID.shape().nx();
    int row = index / nz;
    int y = row / nx;
    return GRID.toPatient(y, row % nx, index % nz);
  }

  /** The ids, in order. */
  public List<String> ids() {
    return List.copyOf(ids);
  }

  /** The folder of cases. */
  public Path cohort() {
    return folder.resolve("cohort");
  }

  /** The run directory. */
  public Path run() {
    return folder.resolve("run");
  }

  /** The folder of predictions and their evaluation. */
  public Path predictions() {
    return run().resolve("predictions");
  }
}
