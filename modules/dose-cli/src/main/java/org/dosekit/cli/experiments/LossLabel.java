package org.dosekit.cli.experiments;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.io.JsonObject;

/** The loss of a run in a few words. */
final class LossLabel {
  private LossLabel() {}

  /**
   * As {@code mse + 0.1 gradient + 0.5 dvh (9 terms), uncertainty}.
   *
   * @param loss as a {@code run.json} holds it
   * @throws org.dosekit.core.DoseDataException when it is not one
   */
  static String of(JsonObject loss) {
    List<String> parts = new ArrayList<>(List.of(loss.string("voxel")));
    add(parts, loss, "negative_dose", "negative_dose");
    add(parts, loss, "gradient", "gradient");
    loss.optionalObject("dvh")
        .ifPresent(
            dvh ->
                add(
                    parts,
                    dvh,
                    "factor",
                    "dvh (%d terms)".formatted(dvh.objects("terms", term -> term).size())));
    loss.optionalObject("structure")
        .ifPresent(
            structure -> {
              add(parts, structure, "weighted", "structure_weighted");
              add(parts, structure, "asymmetric", "asymmetric_target");
            });
    loss.optionalObject("vgg").ifPresent(vgg -> add(parts, vgg, "factor", "vgg"));
    loss.optionalObject("adversarial")
        .ifPresent(adversarial -> add(parts, adversarial, "factor", "adversarial"));
    String weighting =
        loss.optionalObject("weighting")
            .map(w -> w.string("kind"))
            .filter(kind -> !kind.equals("fixed"))
            .map(kind -> ", " + kind)
            .orElse("");
    return String.join(" + ", parts) + weighting;
  }

  private static void add(List<String> parts, JsonObject json, String factor, String name) {
    double value = json.has(factor) ? json.number(factor) : 0;
    if (value > 0) {
      parts.add(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString() + " " + name);
    }
  }
}
