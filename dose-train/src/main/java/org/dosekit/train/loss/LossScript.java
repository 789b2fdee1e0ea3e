package org.dosekit.train.loss;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.train.settings.Loss;

/**
 * The training loss as TorchScript. A term is a method here and a component of {@link Loss}.
 *
 * @param total variable of what is minimised
 * @param terms variable of each term by its name, without its factor; a term of factor 0 is not
 *     computed, and NaN is one that no patch of the batch could be scored by
 */
public record LossScript(String total, Map<String, String> terms) {
  /** Name of the mean of negative doses. */
  public static final String NEGATIVE_DOSE = "negative_dose";

  /** Name of the difference of Sobel gradients. */
  public static final String GRADIENT = "gradient";

  /** Name of the dose-volume terms together, and the prefix of each. */
  public static final String DVH = "dvh";

  /**
   * Arguments of a function whose loss reads regions: indices of their voxels in the flat target,
   * patch by patch, region by region; how many each has; and for each patch the highest
   * prescription in Gy and the volume of a voxel in cc, (N, 2).
   */
  public static final String REGION_ARGUMENTS = "rv: Tensor, rc: Tensor, rf: Tensor";

  /** The smoothing [1, 2, 1] along two axes and the difference [-1, 0, 1] along the third. */
  private static final double SOBEL_ABSOLUTE_SUM = 32;

  private static final int FIRST_SPATIAL_AXIS = 2;

  /** Copies the map, keeping its order. */
  public LossScript {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  /**
   * Writes the loss into a function, which has {@link #arguments} and whose class has {@link
   * #methods}.
   *
   * @param prediction variable of the predicted dose, (N, 1, Y, X, Z)
   * @param target variable of the dose, (N, 1, Y, X, Z)
   * @param weight variable of the voxel weights, (N, 1, Y, X, Z)
   */
  public static LossScript write(
      Statements script, Loss loss, String prediction, String target, String weight) {
    String weightSum = script.let("torch.sum(" + weight + ")");
    String error = script.let("torch.sub(" + prediction + ", " + target + ")");
    String voxelError =
        switch (loss.voxel()) {
          case MSE -> "torch.mul(" + error + ", " + error + ")";
          case L1 -> "torch.abs(" + error + ")";
        };
    Map<String, String> terms = new LinkedHashMap<>();
    String total = weightedMean(script, voxelError, weight, weightSum);
    terms.put(loss.voxel().label(), total);
    if (loss.negativeDose() > 0) {
      String negative = "torch.relu(torch.neg(" + prediction + "))";
      String term = weightedMean(script, negative, weight, weightSum);
      terms.put(NEGATIVE_DOSE, term);
      total = addScaled(script, total, term, loss.negativeDose());
    }
    if (loss.gradient() > 0) {
      String counted = script.let("torch.mul(" + error + ", torch.gt(" + weight + ", 0))");
      String term = sobelDifference(script, counted);
      terms.put(GRADIENT, term);
      total = addScaled(script, total, term, loss.gradient());
    }
    if (loss.dvh().isOn()) {
      String results =
          script.let("(self).dvh(%s, %s, %s, rv, rc, rf)".formatted(prediction, target, weight));
      String term = script.let(results + "[0]");
      terms.put(DVH, term);
      for (int t = 0; t < loss.dvh().terms().size(); t++) {
        terms.put(DVH + "/" + loss.dvh().terms().get(t).label(), results + "[" + (t + 1) + "]");
      }
      total = addScaled(script, total, term, loss.dvh().factor());
    }
    return new LossScript(total, terms);
  }

  /**
   * The arguments a function needs beside prediction, target and weight, each behind a comma.
   *
   * @return empty, or {@value #REGION_ARGUMENTS} behind a comma
   */
  public static String arguments(Loss loss) {
    return loss.regions().isEmpty() ? "" : ", " + REGION_ARGUMENTS;
  }

  /** The methods that what {@link #write} writes calls; empty when it calls none. */
  public static String methods(Loss loss, String className) {
    return loss.dvh().isOn()
        ? DvhScript.of(loss.dvh(), loss.regions(), loss.restrictToDoseRegion(), className)
        : "";
  }

  private static String weightedMean(
      Statements script, String values, String weight, String weightSum) {
    return script.let(
        "torch.div(torch.sum(torch.mul(" + values + ", " + weight + ")), " + weightSum + ")");
  }

  private static String addScaled(Statements script, String a, String b, double factor) {
    return script.let("torch.add(" + a + ", " + b + ", alpha=" + Statements.number(factor) + ")");
  }

  /**
   * Mean of |Sobel(error)| over the three directions. The kernels are separable and linear, so the
   * gradients of prediction and target need not be computed each, and no convolution is needed.
   */
  private static String sobelDifference(Statements script, String error) {
    String padded = script.let("torch.constant_pad_nd(" + error + ", [1, 1, 1, 1, 1, 1])");
    String sum = "";
    for (int axis = FIRST_SPATIAL_AXIS; axis < FIRST_SPATIAL_AXIS + 3; axis++) {
      String gradient = padded;
      // The innermost axis first: slices of it are the costly ones and shrink all that follows.
      for (int other = FIRST_SPATIAL_AXIS + 2; other >= FIRST_SPATIAL_AXIS; other--) {
        gradient =
            script.let(other == axis ? difference(gradient, other) : smoothing(gradient, other));
      }
      String mean = script.let("torch.mean(torch.abs(" + gradient + "))");
      sum = sum.isEmpty() ? mean : script.let("torch.add(" + sum + ", " + mean + ")");
    }
    return script.let("torch.div(" + sum + ", " + Statements.number(3 * SOBEL_ABSOLUTE_SUM) + ")");
  }

  private static String smoothing(String x, int axis) {
    String ends = "torch.add(" + slice(x, axis, 0) + ", " + slice(x, axis, 2) + ")";
    return "torch.add(" + ends + ", " + slice(x, axis, 1) + ", alpha=2)";
  }

  private static String difference(String x, int axis) {
    return "torch.sub(" + slice(x, axis, 2) + ", " + slice(x, axis, 0) + ")";
  }

  private static String slice(String x, int axis, int start) {
    return "torch.narrow(%s, %s, %s, torch.sub(torch.size(%s, %s), 2))"
        .formatted(x, axis, start, x, axis);
  }
}
