package org.dosekit.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DoseVolumeCurve;
import org.dosekit.eval.dvh.MetricValue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All metrics of 10 structures in 300x300x160 voxels of 1 x 1 x 2 mm, structures in parallel: a
 * body of 110 mm radius through all slices (6.1 million voxels), and balls of 15 to 55 mm.
 *
 * <p>The dose falls linearly from the axis, so that before anything is timed the curve of the body
 * is checked against the volume of a cylinder.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 10, time = 2)
@Fork(value = 1, jvmArgs = "-Xmx2g")
public class DoseVolumeBenchmark {
  private static final Grid GRID =
      Grid.axial(
          new GridShape(300, 300, 160),
          new VoxelSpacing(1, 1, 2),
          new PatientPoint(-149.5, -149.5, -159));
  private static final double BODY_MM = 110;
  private static final double AXIS_GY = 75;
  private static final double GY_PER_MM = 0.5;
  private static final List<DoseMetric> METRICS =
      List.of(
              "D98%",
              "D95%",
              "D50%",
              "D5%",
              "D2%",
              "D0.03cc",
              "D2cc",
              "Mean",
              "Median",
              "Max",
              "Min",
              "V20Gy",
              "V40Gy",
              "V50Gy",
              "V60Gy",
              "V70Gy",
              "V45Gy[cc]",
              "V95%",
              "gEUD8",
              "gEUD-10",
              "HI")
          .stream()
          .map(DoseMetric::parse)
          .toList();

  private final List<Mask> structures = new ArrayList<>();
  private Volume doseGy = Volume.filled(GRID, 0);

  /** Makes dose and structures, and checks the body's curve. */
  @Setup
  public void makeStructures() {
    float[] dose = new float[GRID.voxelCount()];
    for (int i = 0; i < dose.length; i++) {
      // Each voxel a dose of its own, as a real one has.
      dose[i] = (float) (AXIS_GY - GY_PER_MM * fromAxisMm(i) + 1e-3 / 160 * (i % 160));
    }
    doseGy = Volume.of(GRID, dose);
    structures.add(Mask.where(GRID, i -> fromAxisMm(i) < BODY_MM));
    for (int ball = 1; ball < 10; ball++) {
      double radiusMm = 10 + 5 * ball;
      double offAxisMm = 8 * ball;
      structures.add(Mask.where(GRID, i -> fromCentreMm(i, offAxisMm) < radiusMm));
    }
    double halfVolumePercent =
        DoseVolumeCurve.of(doseGy, structures.get(0))
            .volumePercentAtDose(AXIS_GY - GY_PER_MM * BODY_MM * Math.sqrt(0.5));
    if (!(Math.abs(halfVolumePercent - 50) < 0.1)) {
      throw new IllegalStateException("half of a cylinder is " + halfVolumePercent + " % of it");
    }
  }

  /** The measured work. */
  @Benchmark
  public List<List<MetricValue>> allMetrics() {
    return structures.parallelStream().map(this::metrics).toList();
  }

  private List<MetricValue> metrics(Mask structure) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(doseGy, structure).withPrescriptionGy(70);
    return METRICS.stream().map(curve::value).toList();
  }

  private static double fromAxisMm(int index) {
    int row = index / 160 / 300;
    int column = index / 160 % 300;
    return Math.hypot(row - 149.5, column - 149.5);
  }

  private static double fromCentreMm(int index, double offAxisMm) {
    int row = index / 160 / 300;
    int column = index / 160 % 300;
    int slice = index % 160;
    double y = row - 149.5;
    double x = column - 149.5 - offAxisMm;
    double z = 2.0 * slice - 159;
    return Math.sqrt(y * y + x * x + z * z);
  }
}
