package org.dosekit.core.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.protocol.Channel;
import org.dosekit.core.protocol.ConstraintEntry;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.core.structure.StructureRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeftRightMirrorTest {
  @Test
  void reversingMovesPlusXToMinusXAndLeavesYAndZ() {
    GridShape shape = new GridShape(3, 5, 4);
    float[] data = new float[2 + shape.voxelCount()];
    data[2 + shape.index(2, 4, 1)] = 9;

    LeftRightMirror.reverseX(data, 2, shape);

    assertEquals(9, data[2 + shape.index(2, 0, 1)]);
    assertEquals(0, data[2 + shape.index(2, 4, 1)]);
  }

  @Test
  void reversingTwiceIsIdentity() {
    GridShape shape = new GridShape(3, 4, 5);
    float[] data = new float[shape.voxelCount()];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    float[] twice = data.clone();
    LeftRightMirror.reverseX(twice, 0, shape);
    LeftRightMirror.reverseX(twice, 0, shape);
    assertArrayEquals(data, twice);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prostate-sib", "prostate-sib-ptv50", "openkbp-head-neck"})
  void mirrorOfABuiltInProtocolIsAnInvolutionThatExchangesPairsOnly(String name) {
    Protocol protocol = Protocol.builtIn(name);
    LeftRightMirror mirror = LeftRightMirror.of(protocol);
    int exchanged = 0;
    for (int c = 0; c < protocol.channels().size(); c++) {
      int source = mirror.channelSource(c);
      assertEquals(c, mirror.channelSource(source));
      exchanged += source == c ? 0 : 1;
    }
    assertEquals(2, exchanged, "femurs or parotids");
    float[] constraints = new float[protocol.constraints().size()];
    for (int i = 0; i < constraints.length; i++) {
      constraints[i] = i;
    }
    assertArrayEquals(constraints, mirror.mirrored(constraints), "no constraint has a side");
  }

  @Test
  void leftAndRightParotidExchange() {
    Protocol protocol = Protocol.builtIn("openkbp-head-neck");
    int left = protocol.channels().indexOf(new Channel.SignedDistance("LeftParotid"));
    int right = protocol.channels().indexOf(new Channel.SignedDistance("RightParotid"));

    LeftRightMirror mirror = LeftRightMirror.of(protocol);

    assertEquals(right, mirror.channelSource(left));
    assertEquals(left, mirror.channelSource(right));
  }

  @Test
  void sidedConstraintsExchange() {
    List<String> sided = List.of("PTV70", "Femur_L", "Femur_R");
    LeftRightMirror mirror = LeftRightMirror.of(protocol(sided, sided));

    assertArrayEquals(new float[] {5, 7, 6}, mirror.mirrored(new float[] {5, 6, 7}));
  }

  @Test
  void channelWithoutItsOtherSideIsRefused() {
    Protocol oneSided = protocol(List.of("PTV70", "Femur_L"), List.of("PTV70"));

    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> LeftRightMirror.of(oneSided));

    assertTrue(String.valueOf(error.getMessage()).contains("Femur_R"));
  }

  private static Protocol protocol(
      List<String> channelStructures, List<String> constraintStructures) {
    List<Channel> channels = new ArrayList<>(List.of(new Channel.Ct()));
    channelStructures.forEach(name -> channels.add(new Channel.SignedDistance(name)));
    List<ConstraintEntry> constraints = new ArrayList<>();
    constraintStructures.forEach(
        name -> constraints.add(new ConstraintEntry.Presence("has_" + name, name)));
    List<StructureDefinition> structures =
        List.of(
            new StructureDefinition("PTV70", StructureRole.TARGET, "PTV70", false),
            new StructureDefinition("Femur_L", StructureRole.ORGAN_AT_RISK, "Femur_L", false),
            new StructureDefinition("Femur_R", StructureRole.ORGAN_AT_RISK, "Femur_R", false));
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
}
