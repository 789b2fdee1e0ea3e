package org.dosekit.core.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.protocol.Protocol;
import org.junit.jupiter.api.Test;

class ModelDescriptionTest {
  private static final Protocol PROTOCOL = Protocol.builtIn("prostate-sib");
  private static final SlidingWindow WINDOW = SlidingWindow.halfOverlapping(GridShape.cube(32));

  @Test
  void jsonRoundTripIsEqual() {
    ModelDescription description = description(Encoding.AS_ORIGINAL_V23.withCoarsening(2));
    assertEquals(description, ModelDescription.fromJson("model", description.toJson()));
  }

  @Test
  void jsonSaysThatTheModelIsNotForTreatment() {
    assertTrue(description(Encoding.STANDARD).toJson().contains("not for treatment"));
  }

  @Test
  void networkOfAnotherProtocolIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ModelDescription(
                NetworkSpec.baseline(12, 4, 3), PROTOCOL, Encoding.STANDARD, WINDOW, Map.of()));
  }

  @Test
  void jsonWhosePartsDoNotFitIsBadDataThatNamesItsFile() {
    String json = description(Encoding.STANDARD).toJson();
    String changed = json.replace("\"in_channels\" : 9", "\"in_channels\" : 8");
    assertTrue(!changed.equals(json), "the change applies");

    DoseDataException error =
        assertThrows(
            DoseDataException.class, () -> ModelDescription.fromJson("model.onnx", changed));

    assertTrue(error.getMessage().startsWith("model.onnx"), error.getMessage());
  }

  private static ModelDescription description(Encoding encoding) {
    return new ModelDescription(
        NetworkSpec.baseline(9, 4, 13), PROTOCOL, encoding, WINDOW, Map.of("seed", "42"));
  }
}
