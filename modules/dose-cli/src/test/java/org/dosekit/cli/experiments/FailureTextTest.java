package org.dosekit.cli.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  @Test
  void foldersOfTheMachineAreLeftOut() {
    DoseDataException error =
        DoseDataException.of(
            "/home/alice smith/runs/one/run.json", "no config", "a run", "restore it");
    assertEquals(
        DoseDataException.of("run.json", "no config", "a run", "restore it").getMessage(),
        FailureText.of(error));
    assertEquals(
        DoseDataException.of("run.json, provenance", "no config", "a run", "restore it")
            .getMessage(),
        FailureText.of(
            DoseDataException.of(
                "C:\\alice\\run.json, provenance", "no config", "a run", "restore it")));
  }

  @Test
  void nativeFramesOfAnEngineAreLeftOut() {
    assertEquals(
        "out of memory", FailureText.of(new IllegalStateException("out of memory\n at x.cpp:3")));
    assertEquals("null", FailureText.of(new IllegalStateException()));
  }
}
