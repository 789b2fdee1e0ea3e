package org.dosekit.image;

import java.io.IOException;
import java.nio.file.Files;
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

/** A small prediction: an untrained network of base 8 and a case of one patch of 32^3 voxels. */
public final class Workload {
  static final GridShape SHAPE = GridShape.cube(32);

  private Workload() {}

  /** Writes {@code model.onnx} and {@code cohort/case_1.npz} into a folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path cohort = Files.createDirectories(folder.resolve("cohort"));
    writeModel(folder.resolve("model.onnx"));
    CaseFile.write(waterCube(), cohort.resolve("case_1.npz"));
  }

  private static void writeModel(Path onnx) {
    Protocol protocol = Protocol.builtIn("prostate-sib");
    NetworkSpec network =
        NetworkSpec.baseline(protocol.channels().size(), 8, protocol.constraints().size());
    ModelDescription description =
        new ModelDescription(
            network,
            protocol,
            Encoding.STANDARD,
            SlidingWindow.halfOverlapping(SHAPE),
            Map.of("trained", "no"));
    OnnxExporter.write(description, ParameterCollector.initialise(network, 1), onnx);
  }

  private static Case waterCube() {
    Grid grid = Grid.axial(SHAPE, VoxelSpacing.isotropic(3), PatientPoint.ORIGIN);
    int middle = SHAPE.index(12, 0, 0);
    return new Case(
        "case_1",
        "prostate-sib",
        Volume.filled(grid, 0),
        List.of(
            new Structure(
                "PTV70",
                StructureRole.TARGET,
                Mask.where(grid, i -> i >= middle && i < middle + 4096))),
        new Prescription(Map.of("PTV70", 70.0)),
        Optional.of(Volume.filled(grid, 30)),
        Optional.empty(),
        Map.of());
  }
}
