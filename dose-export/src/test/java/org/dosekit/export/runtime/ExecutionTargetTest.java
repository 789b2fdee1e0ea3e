package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionTargetTest {
  @ParameterizedTest
  @ValueSource(strings = {"auto", "cpu", "cuda", "cuda:1", "tensorrt", "tensorrt:7"})
  void everyTargetIsReadBackAsItIsWritten(String text) {
    assertEquals(text, ExecutionTarget.parse(text).toString());
  }

  @Test
  void deviceZeroNeedNotBeSaid() {
    assertEquals(ExecutionTarget.cuda(0), ExecutionTarget.parse("cuda:0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "CUDA", "cuda:", "cuda:-1", "cuda:x", "cpu:1", "auto:1"})
  void anythingElseIsRefused(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ExecutionTarget.parse(text));
    assertTrue(String.valueOf(e.getMessage()).contains("device"), e.getMessage());
  }

  @Test
  void automaticChoiceTriesTheFastestFirstAndTheProcessorLast() {
    assertEquals(
        List.of(ExecutionTarget.tensorRt(0), ExecutionTarget.cuda(0), ExecutionTarget.CPU),
        ExecutionTarget.AUTO.rungs());
    assertEquals(List.of(ExecutionTarget.cuda(2)), ExecutionTarget.cuda(2).rungs());
  }
}
