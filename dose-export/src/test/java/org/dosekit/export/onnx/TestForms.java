package org.dosekit.export.onnx;

import java.util.ArrayList;
import java.util.List;

/** Every form there is. */
final class TestForms {
  static final List<ExportForm> ALL = all();

  private TestForms() {}

  private static List<ExportForm> all() {
    List<ExportForm> forms = new ArrayList<>();
    for (ExportTarget target : ExportTarget.values()) {
      for (ExportPrecision precision : ExportPrecision.values()) {
        forms.add(new ExportForm(target, precision, false));
        forms.add(new ExportForm(target, precision, true));
      }
    }
    return List.copyOf(forms);
  }
}
