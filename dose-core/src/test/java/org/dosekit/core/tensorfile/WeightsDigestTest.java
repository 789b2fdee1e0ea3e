package org.dosekit.core.tensorfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsDigestTest {
  private static final FloatTensor A = FloatTensor.of(new float[] {1, -2.5f, 0, 4, 5, 6}, 2, 3);
  private static final FloatTensor B = FloatTensor.of(new float[] {0.5f}, 1);

  @Test
  void digestIsThatOfNamesShapesAndValues() {
    // Python: hashlib.sha256(b"a\0" + pack("<2q6f", 2, 3, 1, -2.5, 0, 4, 5, 6)
    //                        + b"b\0" + pack("<1q1f", 1, 0.5)).hexdigest()
    assertEquals(
        "e7205600506d143ed8abd716187cfeaa32d11515362c41bfd848237c71939a45",
        WeightsDigest.sha256(Map.of("a", A, "b", B)));
  }

  @Test
  void orderOfTheMapDoesNotMatterAndShapeDoes() {
    Map<String, FloatTensor> reversed = new LinkedHashMap<>();
    reversed.put("b", B);
    reversed.put("a", A);
    Map<String, FloatTensor> reshaped = Map.of("a", FloatTensor.of(A.values(), 3, 2), "b", B);

    String digest = WeightsDigest.sha256(Map.of("a", A, "b", B));

    assertEquals(digest, WeightsDigest.sha256(reversed));
    assertNotEquals(digest, WeightsDigest.sha256(reshaped));
  }
}
