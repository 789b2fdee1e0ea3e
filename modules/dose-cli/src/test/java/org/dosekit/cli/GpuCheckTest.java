package org.dosekit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.dosekit.export.runtime.GpuMachine;
import org.dosekit.export.runtime.RuntimeInfo;
import org.junit.jupiter.api.Test;

class GpuCheckTest {
  private static final RuntimeInfo CPU_ONLY =
      new RuntimeInfo("1.29.0", List.of("CPU"), Optional.empty());
  private static final RuntimeInfo WITH_CUDA =
      new RuntimeInfo("1.29.0", List.of("TENSOR_RT", "CUDA", "CPU"), Optional.empty());
  private static final List<String> RTX_3090 = List.of("NVIDIA GeForce RTX 3090 24576 MiB");

  @Test
  void machineWithoutAGpuIsAsItShouldBe() {
    List<Diagnosis> diagnoses =
        GpuCheck.diagnose(new GpuMachine(List.of(), "", "", "", ""), CPU_ONLY);
    assertEquals(1, diagnoses.size());
    assertEquals(Diagnosis.Status.OK, diagnoses.get(0).status());
  }

  @Test
  void completeSetUpIsFineInEveryStep() {
    List<Diagnosis> diagnoses =
        GpuCheck.diagnose(
            new GpuMachine(RTX_3090, "550.54.14", "12.4.127", "9.1.0", "10.3.0"), WITH_CUDA);
    assertEquals(5, diagnoses.size());
    assertTrue(diagnoses.stream().allMatch(d -> d.status() == Diagnosis.Status.OK));
  }

  @Test
  void everyMissingStepIsAWarningWithItsNumber() {
    List<Diagnosis> diagnoses =
        GpuCheck.diagnose(new GpuMachine(RTX_3090, "470.82", "", "", ""), CPU_ONLY);
    for (int i = 0; i < 5; i++) {
      assertEquals(Diagnosis.Status.WARNING, diagnoses.get(i).status());
      assertTrue(
          diagnoses.get(i).remedy().endsWith("(docs/gpu.md, step " + (i + 1) + ")"),
          diagnoses.get(i).remedy());
    }
  }

  @Test
  void gpuNativesWithoutADriverAreToldOfTheDriver() {
    List<Diagnosis> diagnoses =
        GpuCheck.diagnose(new GpuMachine(List.of(), "", "12", "9", "10"), WITH_CUDA);
    assertEquals("GPU driver", diagnoses.get(0).subject());
    assertEquals(Diagnosis.Status.WARNING, diagnoses.get(0).status());
  }
}
