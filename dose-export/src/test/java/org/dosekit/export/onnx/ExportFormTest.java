package org.dosekit.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;

class ExportFormTest {
  @Test
  void everyFormIsReadBackEqual() {
    for (ExportForm form : TestForms.ALL) {
      assertEquals(form, ExportForm.fromJson("a test", form.toJson()));
    }
  }

  @Test
  void gateIsThatOfTheLeastAccuratePart() {
    ExportForm cpu = ExportForm.STANDARD;
    ExportForm gpu = cpu.withTarget(ExportTarget.GPU);
    assertEquals(0.01, cpu.gateGy());
    assertEquals(0.05, gpu.gateGy());
    assertEquals(0.2, cpu.withPrecision(ExportPrecision.FP16).gateGy());
    assertEquals(0.2, gpu.withPrecision(ExportPrecision.FP16).gateGy());
    assertEquals(0.05, gpu.withPreprocessing(true).gateGy());
  }

  @Test
  void unknownTargetIsRefusedByName() {
    String json = ExportForm.STANDARD.toJson().replace("cpu", "tpu");
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> ExportForm.fromJson("model.onnx", json));
    assertTrue(e.getMessage().contains("tpu"), e.getMessage());
  }
}
