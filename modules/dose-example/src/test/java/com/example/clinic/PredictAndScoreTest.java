package com.example.clinic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.dosekit.eval.score.CaseEvaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictAndScoreTest {
  @TempDir Path folder;

  @Test
  void aCaseIsPredictedAndScoredFromFilesAlone() {
    Path onnx = folder.resolve("model.onnx");
    Path npz = folder.resolve("case_1.npz");
    ExampleFiles.writeModel(onnx);
    ExampleFiles.writeCase(npz);

    CaseEvaluation evaluation = PredictAndScore.predictAndScore(onnx, npz);

    assertEquals("case_1", evaluation.caseId());
    // The planned dose is 70 Gy in every voxel and a prediction lies in 0 to 105 Gy.
    assertTrue(evaluation.error().maeGy() <= 70, evaluation.toString());
    assertTrue(evaluation.structure("PTV70").isPresent());
  }
}
