package com.example.clinic;

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
import org.dosekit.export.onnx.OnnxExporter;

/** What a clinic would have: a model and a case. */
final class ExampleFiles {
  private ExampleFiles() {}

  /** Writes a cube of water whose planned dose is 70 Gy in every voxel. */
  static void writeCase(Path npz) {
    CaseFile.write(waterCube(), npz);
  }

  /** Writes an untrained model. */
  static void writeModel(Path onnx) {
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

  private static Case waterCube() {
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
