package org.dosekit.report.figure;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.gamma.GammaResult;
import org.dosekit.report.figure.SlicePanels.Row;
import org.dosekit.report.slice.ColourScale;
import org.dosekit.report.slice.Slice;
import org.dosekit.report.slice.SlicePicture;

/** The figures of a case that show slices: dose, difference, gamma. */
final class SliceFigures {
  /** Below this part of the prescription no dose is washed over the CT. */
  private static final double LOWEST_WASH = 0.1;

  private static final double DOSE_OPACITY = 0.6;
  private static final double DIFFERENCE_OPACITY = 0.85;
  private static final double GAMMA_OPACITY = 0.75;

  /** The part of the voxels whose difference the colours tell apart. */
  private static final double TOLD_APART = 0.99;

  private static final String PLANES =
      "The planes pass through %s. Axial slices are seen from the feet, coronal ones from the front,"
          + " sagittal ones from the left; the letters are the patient's sides (A anterior,"
          + " P posterior, L left, R right, S superior, I inferior). Voxels have their true"
          + " proportions. Lines: %s.";

  private final Case patient;
  private final CaseView view;
  private final StructureLines lines;
  private final List<String> sources;

  SliceFigures(Case patient, CaseView view, StructureLines lines, List<String> sources) {
    this.patient = patient;
    this.view = view;
    this.lines = lines;
    this.sources = sources;
  }

  /** Both doses in colours over the CT. */
  Figure dose(Volume plannedGy, Volume predictedGy) {
    double prescribedGy = patient.prescription().highestGy();
    double highestGy = Math.max(prescribedGy * 1.1, Math.ceil(highest(plannedGy)));
    ColourScale scale = ColourScale.dose(highestGy);
    DoubleUnaryOperator opacity = gy -> gy >= LOWEST_WASH * prescribedGy ? DOSE_OPACITY : 0;
    SlicePanels panels =
        panels(
            List.of(
                new Row("Reference", slice -> washed(slice, plannedGy, opacity, scale)),
                new Row("Prediction", slice -> washed(slice, predictedGy, opacity, scale))),
            scale,
            "Dose (Gy)");
    return figure(
        "dose",
        "Planned and predicted dose of case " + patient.id(),
        "Planned dose (upper row) and predicted dose (lower row) over the planning CT.",
        String.format(
            Locale.ROOT,
            "Colour is dose, from %.1f Gy (%.0f %% of the prescription of %.1f Gy) on; both rows"
                + " have the same colours. ",
            LOWEST_WASH * prescribedGy,
            100 * LOWEST_WASH,
            prescribedGy),
        panels);
  }

  /** Prediction minus plan. */
  Figure difference(Volume plannedGy, Volume predictedGy) {
    float[] difference = new float[plannedGy.data().length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = predictedGy.data()[i] - plannedGy.data()[i];
    }
    Volume differenceGy = Volume.of(patient.grid(), difference);
    double[] sizes = sizes(differenceGy);
    double toldApart = sizes[Math.toIntExact(Math.round(TOLD_APART * (sizes.length - 1)))];
    double limitGy = Math.max(1, Math.ceil(toldApart));
    ColourScale scale = ColourScale.difference(limitGy);
    DoubleUnaryOperator opacity =
        gy -> DIFFERENCE_OPACITY * Math.min(1, 2 * Math.abs(gy) / limitGy);
    SlicePanels panels =
        panels(
            List.of(
                new Row(
                    "Prediction \u2212 reference",
                    slice -> washed(slice, differenceGy, opacity, scale))),
            scale,
            "Difference (Gy)");
    return figure(
        "difference",
        "Dose difference of case " + patient.id(),
        "Predicted minus planned dose over the planning CT.",
        String.format(
            Locale.ROOT,
            "Vermillion: the prediction is too hot; blue: too cold; no colour: they agree. Colours"
                + " end at %.0f Gy, which 99 %% of the body's voxels do not pass; the largest"
                + " difference is %.1f Gy. ",
            limitGy,
            sizes[sizes.length - 1]),
        panels);
  }

  /** Where the gamma criterion is met and where it fails. */
  Figure gamma(GammaResult gamma) {
    ColourScale scale = ColourScale.gamma(gamma.index().maxGamma());
    Volume map = gamma.map();
    SlicePanels panels =
        panels(
            List.of(
                new Row(
                    "Gamma " + gamma.index().criterion().label(),
                    slice -> washed(slice, map, value -> GAMMA_OPACITY, scale))),
            scale,
            "Gamma " + gamma.index().criterion().label());
    return figure(
        "gamma",
        "Gamma of case " + patient.id(),
        String.format(
            Locale.ROOT,
            "Global gamma index %s of the predicted against the planned dose, where the planned dose"
                + " is at least %.1f Gy (%.0f %% of its maximum).",
            gamma.index().criterion().label(),
            gamma.cutoffGy(),
            gamma.index().lowDoseCutoffPercent()),
        String.format(
            Locale.ROOT,
            "Blue tints pass (gamma up to 1), orange to brown fail; colours end at %.0f. The pass"
                + " rate is that of the evaluation: this map is drawn from the faster search. ",
            gamma.index().maxGamma()),
        panels);
  }

  private SlicePanels panels(List<Row> rows, ColourScale scale, String unit) {
    return new SlicePanels(view, rows, lines, scale, unit);
  }

  private BufferedImage washed(
      Slice slice, Volume values, DoubleUnaryOperator opacity, ColourScale scale) {
    return SlicePicture.of(
        slice, slice.values(patient.ctHu()), slice.values(values), opacity, scale::colour);
  }

  private Figure figure(
      String kind, String title, String shown, String reading, SlicePanels panels) {
    String outlines =
        panels.outlined().isEmpty()
            ? "no target or organ at risk passes these planes"
            : String.join(", ", panels.outlined()) + ", targets thick";
    return Figure.of(
        patient.id() + "-" + kind,
        panels.drawing(title),
        new Caption(title, shown, reading + PLANES.formatted(view.place(), outlines), sources));
  }

  private static double highest(Volume doseGy) {
    double highest = 0;
    for (float gy : doseGy.data()) {
      highest = Math.max(highest, gy);
    }
    return highest;
  }

  /** The differences' sizes in the body, ascending; of all voxels where there is no body. */
  private double[] sizes(Volume differenceGy) {
    double[] sizes =
        patient.body().indices().mapToDouble(i -> Math.abs(differenceGy.data()[i])).toArray();
    if (sizes.length == 0) {
      sizes = new double[differenceGy.data().length];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Math.abs(differenceGy.data()[i]);
      }
    }
    Arrays.sort(sizes);
    return sizes;
  }
}
