package com.example.clinic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.score.CaseEvaluation;
import org.dosekit.export.onnx.OnnxExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictAndScoreTest {
  @TempDir Path folder;

  @Test
  void aCaseIsPredictedAndScoredFromFilesAlone() {
    Path onnx = folder.resolve("model.onnx");
    Path npz = folder.resolve("case_1.npz");
    exportUntrainedNetwork(onnx);
    CaseFile.write(waterCubeWithUniformTarget(), npz);

    CaseEvaluation evaluation = PredictAndScore.predictAndScore(onnx, npz);

    assertEquals("case_1", evaluation.caseId());
    // The planned dose is 70 Gy in every voxel and a prediction lies in 0 to 105 Gy.
    assertTrue(evaluation.error().maeGy() <= 70, evaluation.toString());
    assertTrue(evaluation.structure("PTV70").isPresent());
  }

  private static void exportUntrainedNetwork(Path onnx) {
    Protocol protocol = Protocol.builtIn("prostate-sib");
    NetworkSpec network =
        NetworkSpec.baseline(protocol.channels().size(), 2, protocol.constraints().size());
    ModelDescription description =
        new ModelDescription(
            network,
            protocol,
            Encoding.STANDARD,
            SlidingWindow.halfOverlapping(GridShape.cube(16)),
            Map.of());
    OnnxExporter.write(description, ParameterCollector.initialise(network, 1), onnx);
  }

  private static Case waterCubeWithUniformTarget() {
    Grid grid = Grid.axial(GridShape.cube(16), VoxelSpacing.isotropic(5), PatientPoint.ORIGIN);
    return new Case(
        "case_1",
        "prostate-sib",
        Volume.filled(grid, 0),
        List.of(new Structure("PTV70", StructureRole.TARGET, Mask.where(grid, i -> i < 100))),
        new Prescription(Map.of("PTV70", 70.0)),
        Optional.of(Volume.filled(grid, 70)),
        Optional.empty(),
        Map.of());
  }
}
