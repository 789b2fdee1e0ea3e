package org.dosekit.report.figure;

import java.awt.Color;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.ClinicalGoal;
import org.dosekit.core.protocol.ClinicalGoal.Direction;
import org.dosekit.core.protocol.ClinicalGoal.Grade;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolume;
import org.dosekit.core.protocol.DoseMetric.VolumeAtDose;
import org.dosekit.core.protocol.DoseUnit;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureExpression.Named;
import org.dosekit.core.protocol.VolumeUnit;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DoseHistogram;
import org.dosekit.eval.dvh.DoseVolumeCurve;
import org.dosekit.eval.goal.GoalCheck;
import org.dosekit.eval.goal.GoalCheck.Judged;
import org.dosekit.eval.goal.GoalCheck.NotJudged;
import org.dosekit.eval.goal.GoalReport;
import org.dosekit.eval.goal.PlanPair;
import org.dosekit.report.figure.Charts.Line;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.annotations.XYAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/** Dose-volume histograms under both doses, and the goals that are points of them. */
final class DvhFigure {
  private static final double BIN_GY = 0.1;
  private static final double HEIGHT = 250;

  private final Case patient;
  private final Volume plannedGy;
  private final Volume predictedGy;
  private final StructureLines lines;
  private final Optional<GoalReport> goals;

  DvhFigure(
      Case patient,
      Volume plannedGy,
      Volume predictedGy,
      StructureLines lines,
      Optional<Protocol> protocol) {
    this.patient = patient;
    this.plannedGy = plannedGy;
    this.predictedGy = predictedGy;
    this.lines = lines;
    this.goals =
        protocol.map(known -> GoalReport.of(known.goals(), PlanPair.of(patient, predictedGy)));
  }

  Figure figure(List<String> sources) {
    PanelStack stack = new PanelStack(1);
    add(stack, "Targets", lines.targets());
    add(stack, "Organs at risk", lines.organs());
    String title = "Dose-volume histograms of case " + patient.id();
    return Figure.of(
        patient.id() + "-dvh",
        stack.drawing(title),
        new Caption(
            title,
            "Cumulative dose-volume histograms of the targets and the organs at risk of the case,"
                + " taken from its voxels without binning, drawn every "
                + BIN_GY
                + " Gy.",
            "Solid lines: planned dose; dashed lines of the same colour: predicted dose. "
                + "A triangle is a goal that is a point of a curve: the curve must pass it on the"
                + " side it points to; it is filled where the prediction meets the goal. "
                + goalText(),
            sources));
  }

  /** A panel for as many structures as have a colour of their own. */
  private void add(PanelStack stack, String title, List<Structure> structures) {
    for (int from = 0; from < structures.size(); from += Style.colours()) {
      List<Structure> part =
          structures.subList(from, Math.min(structures.size(), from + Style.colours()));
      stack.add(title, Charts.chart(plot(part)), HEIGHT);
    }
  }

  private XYPlot plot(List<Structure> structures) {
    List<Line> curves = new ArrayList<>();
    LegendItemCollection legend = new LegendItemCollection();
    legend.add(Charts.legendLine("Reference", Style.GREY, Style.solid(1.2)));
    legend.add(Charts.legendLine("Prediction", Style.GREY, Style.dashed(1.2)));
    for (Structure structure : structures) {
      Color colour = lines.colour(structure.name()).orElseThrow();
      curves.add(curve(structure, plannedGy, colour, Style.solid(1.2)));
      curves.add(curve(structure, predictedGy, colour, Style.dashed(1.2)));
      legend.add(Charts.legendLine(structure.name(), colour, Style.solid(1.6)));
    }
    NumberAxis dose = Charts.axis("Dose (Gy)");
    double highestGy =
        curves.stream().mapToDouble(curve -> curve.x()[curve.x().length - 1]).max().orElse(1);
    dose.setRange(0, Math.max(1, highestGy * 1.03));
    NumberAxis volume = Charts.axis("Volume (%)");
    // Room for the marks of goals at 0 and at 100 %.
    volume.setRange(-2, 103);
    XYPlot plot = Charts.plot(dose, volume, curves);
    plot.setFixedLegendItems(legend);
    judged()
        .forEach(
            goal ->
                structures.stream()
                    .filter(s -> goal.goal().region().equals(new Named(s.name())))
                    .flatMap(s -> mark(goal, s, dose.getUpperBound()).stream())
                    .forEach(plot::addAnnotation));
    return plot;
  }

  private static Line curve(Structure structure, Volume doseGy, Color colour, Stroke stroke) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(doseGy, structure.mask());
    DoseHistogram histogram = curve.histogram(BIN_GY);
    int n = histogram.bins() + 1;
    double[] gy = new double[n];
    double[] percent = new double[n];
    for (int bin = 0; bin < n; bin++) {
      gy[bin] = histogram.fromGy(bin);
      percent[bin] = curve.volumePercentAtDose(gy[bin]);
    }
    return new Line(structure.name(), gy, percent, colour, stroke, false);
  }

  private List<Judged> judged() {
    return goals.map(GoalReport::judged).orElse(List.of());
  }

  /** The goal's mark, if it is a point of the structure's curve. */
  private Optional<XYAnnotation> mark(Judged judged, Structure structure, double highestGy) {
    ClinicalGoal goal = judged.goal();
    double volumeCc = structure.mask().volumeCc();
    OptionalDouble doseGy = OptionalDouble.empty();
    OptionalDouble percent = OptionalDouble.empty();
    boolean alongDose = false;
    if (goal.metric() instanceof DoseAtVolume metric && metric.doseUnit() == DoseUnit.GY) {
      doseGy = OptionalDouble.of(goal.limit());
      percent = OptionalDouble.of(percent(metric.volume(), metric.volumeUnit(), volumeCc));
      alongDose = true;
    } else if (goal.metric() instanceof VolumeAtDose metric && metric.doseUnit() == DoseUnit.GY) {
      doseGy = OptionalDouble.of(metric.dose());
      percent = OptionalDouble.of(percent(goal.limit(), metric.volumeUnit(), volumeCc));
    }
    if (doseGy.isEmpty() || doseGy.getAsDouble() > highestGy) {
      return Optional.empty();
    }
    Color colour = lines.colour(structure.name()).orElseThrow();
    boolean met = judged.predictedGrade() == Grade.MET;
    boolean higher = goal.direction() == Direction.AT_LEAST;
    return Optional.of(
        new PlacedShape(
            "goal " + goal.label(),
            doseGy.getAsDouble(),
            percent.getAsDouble(),
            triangle(alongDose, higher),
            colour,
            met ? colour : Color.WHITE));
  }

  private static double percent(double volume, VolumeUnit unit, double structureCc) {
    return Math.min(100, unit == VolumeUnit.PERCENT ? volume : 100 * volume / structureCc);
  }

  /** A triangle about (0, 0) in points, y down. */
  private static Shape triangle(boolean alongDose, boolean higher) {
    double size = 4.5;
    double towards = higher ? size : -size;
    Path2D path = new Path2D.Double();
    if (alongDose) {
      path.moveTo(towards, 0);
      path.lineTo(-towards * 0.6, -size);
      path.lineTo(-towards * 0.6, size);
    } else {
      path.moveTo(0, -towards);
      path.lineTo(-size, towards * 0.6);
      path.lineTo(size, towards * 0.6);
    }
    path.closePath();
    return path;
  }

  private String goalText() {
    return goals
        .map(
            report ->
                report.checks().isEmpty()
                    ? "The protocol has no goals."
                    : "Goals (planned, predicted): "
                        + report.checks().stream()
                            .map(DvhFigure::text)
                            .collect(Collectors.joining("; "))
                        + ".")
        .orElse("The goals are not marked: the case's protocol is not known here.");
  }

  private static String text(GoalCheck check) {
    DoseMetric metric = check.goal().metric();
    if (check instanceof NotJudged notJudged) {
      return check.goal().label() + " " + metric.unit() + " not judged, " + notJudged.reason();
    }
    Judged judged = (Judged) check;
    return String.format(
        Locale.ROOT,
        "%s %s: %.1f %s, %.1f %s",
        check.goal().label(),
        metric.unit(),
        judged.reference().value().getAsDouble(),
        word(judged.referenceGrade()),
        judged.predicted().value().getAsDouble(),
        word(judged.predictedGrade()));
  }

  private static String word(Grade grade) {
    return grade.name().toLowerCase(Locale.ROOT);
  }
}
