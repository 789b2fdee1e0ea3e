package org.dosekit.train.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.protocol.Channel;
import org.dosekit.core.protocol.ConstraintEntry;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.core.structure.StructureRole;

/** Encoded cases whose every voxel tells where it came from. */
final class SyntheticEncodedCase {
  /** CT, a median structure, a pair; a median constraint, a pair. */
  static final Protocol PROTOCOL =
      protocol(List.of("PTV70", "Femur_L", "Femur_R"), List.of("PTV70", "Femur_L", "Femur_R"));

  static final CaseEncoder ENCODER = CaseEncoder.of(PROTOCOL, Encoding.STANDARD);

  private SyntheticEncodedCase() {}

  /** A channel of a case, whole. */
  static float[] channel(TrainingCase source, int index) {
    return whole(source.channels().get(index), source.grid().voxelCount());
  }

  /** The dose of a case, whole. */
  static float[] dose(TrainingCase source) {
    return whole(source.dose(), source.caseGrid().voxelCount());
  }

  private static float[] whole(StoredValues values, int count) {
    float[] all = new float[count];
    values.read(0, all, 0, count);
    return all;
  }

  static Protocol protocol(List<String> channelStructures, List<String> constraintStructures) {
    List<Channel> channels = new java.util.ArrayList<>(List.of(new Channel.Ct()));
    channelStructures.forEach(name -> channels.add(new Channel.SignedDistance(name)));
    List<ConstraintEntry> constraints = new java.util.ArrayList<>();
    constraintStructures.forEach(
        name -> constraints.add(new ConstraintEntry.Presence("has_" + name, name)));
    List<StructureDefinition> structures =
        List.of("PTV70", "Femur_L", "Femur_R").stream()
            .map(
                name ->
                    new StructureDefinition(
                        name,
                        name.startsWith("PTV") ? StructureRole.TARGET : StructureRole.ORGAN_AT_RISK,
                        name,
                        false))
            .toList();
    return new Protocol(
        "synthetic",
        "made for tests",
        structures,
        channels,
        Map.of("PTV70", 70.0),
        constraints,
        List.of(),
        List.of());
  }

  /** Channel c of voxel i holds i + c / 8; the dose is that of a block of 2^3 at the origin. */
  static TrainingCase of(GridShape shape) {
    return of(shape, ones(shape));
  }

  static TrainingCase of(GridShape shape, float[] doseWeight) {
    return trainingCase(encoded(shape, doseWeight));
  }

  /** What {@link #of(GridShape)} is made of. */
  static EncodedCase encoded(GridShape shape, float[] doseWeight) {
    float[][] channels = new float[4][shape.voxelCount()];
    float[] dose = new float[shape.voxelCount()];
    for (int c = 0; c < channels.length; c++) {
      for (int i = 0; i < dose.length; i++) {
        channels[c][i] = i + c / 8f;
      }
    }
    for (int y = 0; y < Math.min(2, shape.ny()); y++) {
      for (int x = 0; x < Math.min(2, shape.nx()); x++) {
        for (int z = 0; z < Math.min(2, shape.nz()); z++) {
          dose[shape.index(y, x, z)] = 1;
        }
      }
    }
    return encoded(shape, channels, Optional.of(dose), doseWeight);
  }

  static TrainingCase trainingCase(EncodedCase encoded) {
    return TrainingCase.of(encoded, PROTOCOL.channels());
  }

  static EncodedCase encoded(
      GridShape shape, float[][] channels, Optional<float[]> dose, float[] doseWeight) {
    Grid grid = Grid.axial(shape, VoxelSpacing.isotropic(3), PatientPoint.ORIGIN);
    return new EncodedCase(
        "case_1", grid, channels, new float[] {1, 2, 3}, 70, grid, 1, dose, doseWeight);
  }

  static float[] ones(GridShape shape) {
    float[] weight = new float[shape.voxelCount()];
    Arrays.fill(weight, 1);
    return weight;
  }
}
