package org.dosekit.train.loss;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting;

/**
 * The training loss as TorchScript. A term is a method here and a component of {@link Loss}.
 *
 * @param total variable of what is minimised
 * @param terms variable of each term by its name, without its factor; a term of factor 0 is not
 *     computed, and NaN is one that no patch of the batch could be scored by
 * @param parts variables of the parts that are weighed, by name
 * @param prediction variable of the dose it is of
 */
public record LossScript(
    String total, Map<String, String> terms, Map<String, String> parts, String prediction) {
  /** Name of the part that the voxel error and the negative dose are. */
  public static final String BASE = "base";

  /** Name of the difference of VGG16 features. */
  public static final String VGG = "vgg";

  /** Name of the trained logarithms of sigma. */
  public static final String LOG_SIGMA = "log_sigma";

  /** Name of what the discriminator finds wrong with the prediction. */
  public static final String ADVERSARIAL = "adversarial";

  /** Name of the discriminator's own loss among the terms of a step. */
  public static final String DISCRIMINATOR = "discriminator";

  /** Prefix of the trained uncertainty of a part among the terms. */
  public static final String SIGMA = "sigma/";

  /** Name of the mean of negative doses. */
  public static final String NEGATIVE_DOSE = "negative_dose";

  /** Name of the difference of Sobel gradients. */
  public static final String GRADIENT = "gradient";

  /** Name of the squared error weighted by structure. */
  public static final String STRUCTURE_WEIGHTED = "structure_weighted";

  /** Name of the squared error of targets in which too little dose counts more. */
  public static final String ASYMMETRIC = "asymmetric_target";

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

  /** Copies the maps, keeping their order. */
  public LossScript {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /**
   * Writes the loss into a function, which has {@link #arguments} and whose class has {@link
   * #methods}. The discriminator also reads the function's argument {@code x}, the channels.
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
    Map<String, String> parts = new LinkedHashMap<>();
    String base = weightedMean(script, voxelError, weight, weightSum);
    terms.put(loss.voxel().label(), base);
    if (loss.negativeDose() > 0) {
      String negative = "torch.relu(torch.neg(" + prediction + "))";
      String term = weightedMean(script, negative, weight, weightSum);
      terms.put(NEGATIVE_DOSE, term);
      base = addScaled(script, base, term, loss.negativeDose());
    }
    parts.put(BASE, base);
    if (loss.gradient() > 0) {
      String counted = script.let("torch.mul(" + error + ", torch.gt(" + weight + ", 0))");
      parts.put(GRADIENT, sobelDifference(script, counted));
    }
    if (loss.structure().isOn()) {
      parts.putAll(structureTerms(script, loss, error, weight));
    }
    if (loss.vgg().isOn()) {
      String call = "(self).vgg_difference(" + prediction + ", " + target + ", vgg)";
      parts.put(VGG, script.let(call));
    }
    if (loss.adversarial().isOn()) {
      String call = "(self).deception(x, " + prediction + ", q)";
      parts.put(ADVERSARIAL, script.let(call));
    }
    parts.forEach((name, part) -> putUnlessBase(terms, name, part));
    if (loss.dvh().isOn()) {
      String results =
          script.let("(self).dvh(%s, %s, %s, rv, rc, rf)".formatted(prediction, target, weight));
      String term = script.let(results + "[0]");
      terms.put(DVH, term);
      for (int t = 0; t < loss.dvh().terms().size(); t++) {
        terms.put(DVH + "/" + loss.dvh().terms().get(t).label(), results + "[" + (t + 1) + "]");
      }
      parts.put(DVH, term);
    }
    String total =
        loss.weighting() instanceof LossWeighting.Uncertainty
            ? uncertain(script, parts, terms)
            : weighted(script, loss, parts);
    return new LossScript(total, terms, parts, prediction);
  }

  private static void putUnlessBase(Map<String, String> terms, String name, String part) {
    if (!name.equals(BASE)) {
      terms.put(name, part);
    }
  }

  private static String weighted(Statements script, Loss loss, Map<String, String> parts) {
    String total = "";
    for (Map.Entry<String, String> part : parts.entrySet()) {
      total =
          total.isEmpty()
              ? part.getValue()
              : addScaled(script, total, part.getValue(), factor(loss, part.getKey()));
    }
    return total;
  }

  private static double factor(Loss loss, String part) {
    return switch (part) {
      case GRADIENT -> loss.gradient();
      case STRUCTURE_WEIGHTED -> loss.structure().weighted();
      case ASYMMETRIC -> loss.structure().asymmetric();
      case VGG -> loss.vgg().factor();
      case ADVERSARIAL -> loss.adversarial().factor();
      case DVH -> loss.dvh().factor();
      default -> throw new IllegalArgumentException("no factor of part " + part);
    };
  }

  /** The sum of {@code L / (2 sigma^2) + log sigma}; adds the sigmas to the terms. */
  private static String uncertain(
      Statements script, Map<String, String> parts, Map<String, String> terms) {
    String total = "";
    int index = 0;
    for (Map.Entry<String, String> part : parts.entrySet()) {
      String logSigma = script.let("torch.select(s[0], 0, " + index++ + ")");
      String scaled =
          "torch.mul("
              + part.getValue()
              + ", torch.mul(torch.exp(torch.mul("
              + logSigma
              + ", -2)), 0.5))";
      String weighed = script.let("torch.add(" + scaled + ", " + logSigma + ")");
      total = total.isEmpty() ? weighed : script.let("torch.add(" + total + ", " + weighed + ")");
      terms.put(SIGMA + part.getKey(), script.let("torch.exp(" + logSigma + ")"));
    }
    return total;
  }

  /**
   * The arguments a function needs beside prediction, target and weight, each behind a comma.
   *
   * @return of {@value #REGION_ARGUMENTS}, the weights of VGG16, and what the loss trains itself,
   *     those it needs
   */
  public static String arguments(Loss loss) {
    return (loss.regions().isEmpty() ? "" : ", " + REGION_ARGUMENTS)
        + (loss.vgg().isOn() ? ", vgg: List[Tensor]" : "")
        + (weighs(loss) ? ", s: List[Tensor]" : "")
        + (loss.adversarial().isOn() ? ", q: List[Tensor]" : "");
  }

  /**
   * The arguments of a step beside these: the moments of what the loss trains itself.
   *
   * @implNote A list for each optimizer, and none made in the script: what is written to the
   *     elements of a list that is made there does not count as a write, and is left out.
   */
  public static String moments(Loss loss) {
    StringBuilder arguments = new StringBuilder();
    for (String order : new String[] {"m", "v"}) {
      arguments.append(weighs(loss) ? ", s" + order + ": List[Tensor]" : "");
      arguments.append(loss.adversarial().isOn() ? ", q" + order + ": List[Tensor]" : "");
    }
    return arguments.toString();
  }

  private static boolean weighs(Loss loss) {
    return loss.weighting() instanceof LossWeighting.Uncertainty;
  }

  /**
   * Initial values of what the loss trains itself, by name, in the order of the argument.
   *
   * @param inChannels of the network
   */
  public static Map<String, FloatTensor> trained(Loss loss, int inChannels) {
    Map<String, FloatTensor> initial = new LinkedHashMap<>();
    if (loss.weighting() instanceof LossWeighting.Uncertainty) {
      int parts = partCount(loss);
      initial.put(LOG_SIGMA, FloatTensor.of(new float[parts], parts));
    }
    if (loss.adversarial().isOn()) {
      initial.putAll(AdversarialScript.initial(loss.adversarial(), inChannels));
    }
    return initial;
  }

  private static int partCount(Loss loss) {
    double[] factors = {
      loss.gradient(),
      loss.structure().weighted(),
      loss.structure().asymmetric(),
      loss.vgg().factor(),
      loss.adversarial().factor(),
      loss.dvh().factor()
    };
    return 1 + (int) Arrays.stream(factors).filter(factor -> factor > 0).count();
  }

  /** The methods that what {@link #write} writes calls; empty when it calls none. */
  public static String methods(Loss loss, String className) {
    return (loss.structure().isOn() ? StructureScript.of(className) : "")
        + (loss.vgg().isOn() ? VggScript.of(className) : "")
        + (loss.adversarial().isOn() ? AdversarialScript.of(className) : "")
        + (loss.dvh().isOn()
            ? DvhScript.of(loss.dvh(), loss.regions(), loss.restrictToDoseRegion(), className)
            : "");
  }

  private static Map<String, String> structureTerms(
      Statements script, Loss loss, String error, String weight) {
    int regions = loss.regions().size();
    int first = loss.dvh().regions().size();
    String pieces = script.let("(self).pieces(rv, rc)");
    String region = "(self).region(" + pieces + ", %s, " + regions + ")";
    String targets = script.let(region.formatted(first));
    Map<String, String> terms = new LinkedHashMap<>();
    if (loss.structure().weighted() > 0) {
      boolean hasSurfaces = loss.structure().regions().size() > 1;
      String surfaces =
          script.let(
              hasSurfaces ? region.formatted(first + 1) : "torch.narrow(" + targets + ", 0, 0, 0)");
      terms.put(
          STRUCTURE_WEIGHTED,
          script.let(
              "(self).structure_weighted(%s, %s, %s, %s)"
                  .formatted(error, weight, targets, surfaces)));
    }
    if (loss.structure().asymmetric() > 0) {
      terms.put(
          ASYMMETRIC,
          script.let("(self).asymmetric(%s, %s, %s)".formatted(error, weight, targets)));
    }
    return terms;
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
