package com.example.clinic;

import java.nio.file.Path;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.score.CaseEvaluation;
import org.dosekit.eval.score.CaseEvaluator;
import org.dosekit.export.runtime.OnnxPatchModel;

/** Predicts the dose of a case with an exported model and compares it with the planned dose. */
public final class PredictAndScore {
  private PredictAndScore() {}

  /** Takes a model ({@code .onnx}) and a case ({@code .npz}). */
  public static void main(String[] args) {
    CaseEvaluation evaluation = predictAndScore(Path.of(args[0]), Path.of(args[1]));
    System.out.printf("%s: MAE %.2f Gy%n", evaluation.caseId(), evaluation.error().maeGy());
  }

  static CaseEvaluation predictAndScore(Path onnx, Path caseFile) {
    try (OnnxPatchModel model = OnnxPatchModel.open(onnx)) {
      Case patient = CaseFile.read(caseFile);
      Volume predictedGy = Predictor.of(model).predictGy(patient);
      return CaseEvaluator.of(model.description().protocol()).evaluate(patient, predictedGy);
    }
  }
}
