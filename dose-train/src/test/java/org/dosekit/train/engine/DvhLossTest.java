package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.protocol.StructureExpression.Named;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.eval.dvh.DoseVolumeCurve;
import org.dosekit.train.engine.LossProbe.Found;
import org.dosekit.train.settings.DvhForm;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhReading;
import org.dosekit.train.settings.DvhTerm;
import org.dosekit.train.settings.DvhTermSet;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DvhLossTest {
  private static final GridShape SHAPE = new GridShape(32, 32, 32);
  private static final double RX_GY = 70;
  private static final double VOXEL_CC = 0.02;
  private static final StructureExpression ORGAN = new Named("Rectum");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "D99%",
        "D95%",
        "D50%",
        "D1%",
        "D100%",
        "D0%",
        "D0.03cc",
        "D0.1cc",
        "D2cc",
        "DC2%",
        "DC0.5cc",
        "V30Gy",
        "V45Gycc",
        "V95%",
        "CV20Gycc",
        "Mean",
        "Median",
        "Max",
        "Min",
        "gEUD8",
        "gEUD-10",
        "gEUD1",
        "D95%[%]",
        "HI"
      })
  void metricEqualsThatOfTheEvaluation(String label) {
    DoseMetric metric = DoseMetric.parse(label);
    float[] dose = realisticDose(1);
    int[] voxels = sphere(7);
    double expected =
        DoseVolumeCurve.of(
                Arrays.stream(voxels).mapToDouble(i -> dose[i] * RX_GY).toArray(), VOXEL_CC * 1000)
            .withPrescriptionGy(RX_GY)
            .value(metric)
            .value()
            .orElseThrow();
    double found = inUnitOf(metric, read(metric, dose, voxels), voxels.length);
    assertEquals(expected, found, 1e-3, label);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "D99%",
        "D95%",
        "D1%",
        "D0.1cc",
        "V30Gy",
        "V45Gycc",
        "CV20Gycc",
        "Mean",
        "gEUD8",
        "HI"
      })
  void gradientFollowsTheExactMetricAlongSmoothDirections(String label) {
    DoseMetric metric = DoseMetric.parse(label);
    float[] dose = realisticDose(2);
    int[] voxels = sphere(12);
    String term = "dvh";
    Found found = evaluate(loss(metric, DvhForm.ABOVE_LIMIT), term, dose, dose, voxels);
    List<double[]> pairs = new ArrayList<>();
    for (int direction = 0; direction < 40; direction++) {
      float[] change = smoothDirection(direction);
      double predicted = 0;
      float[] up = dose.clone();
      float[] down = dose.clone();
      for (int i = 0; i < dose.length; i++) {
        predicted += found.gradient()[i] * change[i];
        up[i] += change[i];
        down[i] -= change[i];
      }
      pairs.add(
          new double[] {predicted, (exact(metric, up, voxels) - exact(metric, down, voxels)) / 2});
    }
    assertTrue(correlation(pairs) > 0.95, label + " correlates " + correlation(pairs));
    assertEquals(1, slope(pairs), 0.2, label);
  }

  @Test
  void formsCountTheirSideOnly() {
    float[] planned = realisticDose(3);
    float[] colder = planned.clone();
    for (int i = 0; i < colder.length; i++) {
      colder[i] -= 0.1f;
    }
    int[] voxels = sphere(6);
    DoseMetric mean = DoseMetric.meanGy();
    double plannedMean = exact(mean, planned, voxels);
    assertEquals(0.1, dvh(mean, DvhForm.SHORTFALL, colder, planned, voxels), 1e-5);
    assertEquals(0, dvh(mean, DvhForm.SHORTFALL, planned, colder, voxels), 0);
    assertEquals(0.1, dvh(mean, DvhForm.EXCESS, planned, colder, voxels), 1e-5);
    assertEquals(0, dvh(mean, DvhForm.EXCESS, colder, planned, voxels), 0);
    assertEquals(0.1, dvh(mean, DvhForm.DIFFERENCE, colder, planned, voxels), 1e-5);
    DvhLoss below = limited(DvhForm.BELOW_LIMIT, plannedMean * RX_GY);
    assertEquals(0.1, value(evaluate(below, "dvh", colder, planned, voxels), "dvh"), 1e-5);
    DvhLoss above = limited(DvhForm.ABOVE_LIMIT, plannedMean * RX_GY - 7);
    assertEquals(0.1, value(evaluate(above, "dvh", planned, planned, voxels), "dvh"), 1e-5);
  }

  @Test
  void patchesWithoutTheRegionCostAndCountNothing() {
    DvhLoss loss = loss(DoseMetric.meanGy(), DvhForm.DIFFERENCE);
    float[] planned = realisticDose(4);
    float[] two = Arrays.copyOf(planned, 2 * planned.length);
    float[] target = new float[two.length];
    int[] voxels = sphere(5);
    RegionVoxels second =
        new RegionVoxels(
            1,
            voxels,
            new int[] {voxels.length, 0},
            new float[] {70, 60},
            new float[] {1, 1},
            OptionalDouble.of(1));
    Found found =
        LossProbe.of(new Loss(VoxelLoss.L1, 0, 0, false).withDvh(loss), 2, SHAPE)
            .evaluate("dvh", two, target, ones(two.length), second);
    double mean = exact(DoseMetric.meanGy(), planned, voxels);
    assertEquals(mean / 2, value(found, "dvh"), 1e-5, "a mean over the patches");
    assertEquals(
        mean, value(found, "dvh/Rectum Mean[Gy] difference"), 1e-5, "a mean over those scored");
    for (int i = planned.length; i < two.length; i++) {
      assertEquals(0, found.gradient()[i], "gradient in the patch without it");
    }
  }

  @Test
  void batchWithoutAnyRegionHasNoTermAndTheGradientOfTheRest() {
    DvhLoss loss = loss(DoseMetric.parse("D95%"), DvhForm.SHORTFALL);
    float[] dose = realisticDose(5);
    float[] planned = realisticDose(6);
    Found with = evaluate(loss, "total", dose, planned, new int[0]);
    Found without =
        LossProbe.of(new Loss(VoxelLoss.L1, 0, 0, false), 1, SHAPE)
            .evaluate("total", dose, planned, ones(dose.length), RegionVoxels.none(1));
    assertEquals(0, value(with, "dvh"));
    assertTrue(Double.isNaN(value(with, "dvh/Rectum D95%[Gy] shortfall")));
    assertEquals(value(without, "total"), value(with, "total"));
    Tensors.assertClose(without.gradient(), with.gradient(), 0, "gradient");
  }

  @Test
  void volumeLargerThanTheStructureIsNotScored() {
    DvhLoss loss = loss(DoseMetric.parse("D500cc"), DvhForm.DIFFERENCE);
    Found found = evaluate(loss, "total", realisticDose(7), realisticDose(8), sphere(4));
    assertTrue(Double.isNaN(value(found, "dvh/Rectum D500cc[Gy] difference")));
  }

  @Test
  void voxelsOutsideTheDoseRegionReadZeroAsInADeployment() {
    int[] voxels = sphere(6);
    float[] weight = ones(SHAPE.voxelCount());
    float[] dose = realisticDose(9);
    double sum = 0;
    for (int i = 0; i < voxels.length; i++) {
      weight[voxels[i]] = i % 2;
      sum += i % 2 * dose[voxels[i]];
    }
    DvhLoss loss = loss(DoseMetric.meanGy(), DvhForm.ABOVE_LIMIT);
    Found found =
        LossProbe.of(new Loss(VoxelLoss.L1, 0, 0, true).withDvh(loss), 1, SHAPE)
            .evaluate("dvh", dose, dose, weight, regions(voxels));
    assertEquals(sum / voxels.length, value(found, "dvh"), 1e-5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.1", "0.01"})
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void originalReadingIsTheOriginals(String temperature) {
    Path folder = Path.of(System.getenv("DOSEKIT_DATA"), "reference/pytorch");
    TensorFile file = TensorFile.read(folder.resolve("losses_case.safetensors"));
    String name = "dvh_histogram_T" + temperature;
    double expected =
        JsonObject.read(folder.resolve("losses_expected.json")).object(name).number("loss");
    Protocol protocol = Protocol.builtIn("prostate-sib");
    DvhLoss loss =
        DvhLoss.of(protocol, DvhTermSet.ORIGINAL, 1)
            .withReading(new DvhReading.AsOriginal(Double.parseDouble(temperature)));
    float[] target = file.tensor("target").toArray();
    Found found =
        LossProbe.of(new Loss(VoxelLoss.MSE, 0, 0, false).withDvh(loss), 2, GridShape.cube(32))
            .evaluate(
                "dvh",
                file.tensor("prediction").toArray(),
                target,
                ones(target.length),
                ReferenceRegions.of(file, loss.regions()));
    assertEquals(expected, value(found, "dvh"), 1e-4 * expected);
    float[] reference = file.tensor("grad." + name).toArray();
    double largest = 0;
    for (float g : reference) {
      largest = Math.max(largest, Math.abs(g));
    }
    Tensors.assertClose(reference, found.gradient(), 2e-3 * largest, name);
  }

  @Test
  void originalTermsAreThoseOfTheOriginal() {
    List<String> labels =
        DvhTermSet.ORIGINAL.terms(Protocol.builtIn("prostate-sib-ptv50")).stream()
            .map(t -> t.label() + " x " + t.weight())
            .toList();
    assertEquals(
        List.of(
            "PTV70 D95%[Gy] shortfall x 10.0",
            "PTV56 D95%[Gy] shortfall x 5.0",
            "PTV50.4 D95%[Gy] shortfall x 3.0",
            "Rectum V70Gy[%] above_limit 15.0 x 2.0",
            "Rectum V70Gy[%] excess x 1.0",
            "Bladder V70Gy[%] above_limit 25.0 x 2.0",
            "Bladder V70Gy[%] excess x 1.0",
            "Rectum Mean[Gy] excess x 1.0",
            "Bladder Mean[Gy] excess x 1.0",
            "Bowel Mean[Gy] excess x 1.0"),
        labels);
  }

  @Test
  void openKbpTermsAreItsScore() {
    List<DvhTerm> terms =
        DvhTermSet.standard(Protocol.builtIn("openkbp-head-neck"))
            .terms(Protocol.builtIn("openkbp-head-neck"));
    assertEquals(2 * 7 + 3 * 3, terms.size());
    assertEquals(1, terms.stream().mapToDouble(DvhTerm::weight).sum(), 1e-12);
    assertTrue(terms.stream().allMatch(t -> t.form() == DvhForm.DIFFERENCE));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    DoseMetric mean = DoseMetric.meanGy();
    assertThrows(
        IllegalArgumentException.class,
        () -> DvhTerm.againstPlan(ORGAN, mean, DvhForm.ABOVE_LIMIT, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> DvhTerm.againstLimit(ORGAN, mean, DvhForm.EXCESS, 3, 1));
    assertThrows(
        IllegalArgumentException.class, () -> DvhTerm.againstPlan(ORGAN, mean, DvhForm.EXCESS, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new DvhLoss(1, List.of(), 0.9, DvhReading.STANDARD));
    assertThrows(IllegalArgumentException.class, () -> DvhLoss.OFF.withMinimumFraction(1));
    assertThrows(IllegalArgumentException.class, () -> new DvhReading.Exact(0));
  }

  private static double dvh(
      DoseMetric metric, DvhForm form, float[] dose, float[] planned, int[] voxels) {
    return value(evaluate(loss(metric, form), "dvh", dose, planned, voxels), "dvh");
  }

  /** The metric in normalised units, read as an excess above 0. */
  private static double read(DoseMetric metric, float[] dose, int[] voxels) {
    return dvh(metric, DvhForm.ABOVE_LIMIT, dose, dose, voxels);
  }

  private static DvhLoss loss(DoseMetric metric, DvhForm form) {
    OptionalDouble limit = form.hasLimit() ? OptionalDouble.of(0) : OptionalDouble.empty();
    return new DvhLoss(
        1, List.of(new DvhTerm(ORGAN, metric, form, limit, 1)), 0.9, DvhReading.STANDARD);
  }

  private static DvhLoss limited(DvhForm form, double limitGy) {
    DvhTerm term = DvhTerm.againstLimit(ORGAN, DoseMetric.meanGy(), form, limitGy, 1);
    return new DvhLoss(1, List.of(term), 0.9, DvhReading.STANDARD);
  }

  private static Found evaluate(
      DvhLoss loss, String term, float[] dose, float[] planned, int[] voxels) {
    return LossProbe.of(new Loss(VoxelLoss.L1, 0, 0, false).withDvh(loss), 1, SHAPE)
        .evaluate(term, dose, planned, ones(dose.length), regions(voxels));
  }

  private static RegionVoxels regions(int[] voxels) {
    return new RegionVoxels(
        1,
        voxels,
        new int[] {voxels.length},
        new float[] {(float) RX_GY},
        new float[] {(float) VOXEL_CC},
        OptionalDouble.of(1));
  }

  private static double exact(DoseMetric metric, float[] dose, int[] voxels) {
    double value =
        DoseVolumeCurve.of(
                Arrays.stream(voxels).mapToDouble(i -> dose[i] * RX_GY).toArray(), VOXEL_CC * 1000)
            .withPrescriptionGy(RX_GY)
            .value(metric)
            .value()
            .orElseThrow();
    return switch (metric.unit()) {
      case "Gy" -> value / RX_GY;
      case "%" -> value / 100;
      case "cc" -> value / (voxels.length * VOXEL_CC);
      default -> value;
    };
  }

  private static double inUnitOf(DoseMetric metric, double normalised, int voxels) {
    return switch (metric.unit()) {
      case "Gy" -> normalised * RX_GY;
      case "%" -> normalised * 100;
      case "cc" -> normalised * voxels * VOXEL_CC;
      default -> normalised;
    };
  }

  /** Falls off from a hot middle as a plan does, with the noise of one. */
  private static float[] realisticDose(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] phase = random.doubles(3, 0, 6).toArray();
    float[] dose = new float[SHAPE.voxelCount()];
    for (int i = 0; i < dose.length; i++) {
      double[] at = position(i);
      double r = Math.sqrt(at[0] * at[0] + at[1] * at[1] + at[2] * at[2]);
      double fall = 1 / (1 + Math.exp((r - 7) / 2.5));
      dose[i] =
          (float)
              (1.04 * fall
                  + 0.03 * Math.sin(at[0] / 3 + phase[0])
                  + 0.03 * Math.cos(at[1] / 2 + phase[1])
                  + 0.005 * random.nextGaussian()
                  + 0.05);
    }
    return dose;
  }

  private static float[] smoothDirection(long seed) {
    SplittableRandom random = new SplittableRandom(seed + 100);
    double[] wave = random.doubles(4, -0.5, 0.5).toArray();
    double size = random.nextDouble(0.002, 0.006);
    double shift = random.nextDouble(-1, 1);
    float[] change = new float[SHAPE.voxelCount()];
    for (int i = 0; i < change.length; i++) {
      double[] at = position(i);
      change[i] =
          (float)
              (size
                  * (shift
                      + Math.sin(
                          wave[0] * at[0] + wave[1] * at[1] + wave[2] * at[2] + 6 * wave[3])));
    }
    return change;
  }

  private static int[] sphere(double radius) {
    return IntStream.range(0, SHAPE.voxelCount())
        .filter(
            i -> {
              double[] at = position(i);
              double x = at[1] - 2;
              return at[0] * at[0] + x * x + at[2] * at[2] < radius * radius;
            })
        .toArray();
  }

  private static double[] position(int i) {
    int n = SHAPE.nz();
    int row = i / n;
    int[] at = {row / n, row % n, i % n};
    return Arrays.stream(at).mapToDouble(index -> index - n / 2.0 + 0.5).toArray();
  }

  private static double correlation(List<double[]> pairs) {
    return moment(pairs, 0, 1) / Math.sqrt(moment(pairs, 0, 0) * moment(pairs, 1, 1));
  }

  private static double slope(List<double[]> pairs) {
    return moment(pairs, 0, 1) / moment(pairs, 1, 1);
  }

  private static double moment(List<double[]> pairs, int a, int b) {
    double meanA = pairs.stream().mapToDouble(p -> p[a]).average().orElseThrow();
    double meanB = pairs.stream().mapToDouble(p -> p[b]).average().orElseThrow();
    return pairs.stream().mapToDouble(p -> (p[a] - meanA) * (p[b] - meanB)).sum();
  }

  private static double value(Found found, String name) {
    return Objects.requireNonNull(found.losses().get(name), name);
  }

  private static float[] ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return ones;
  }
}
