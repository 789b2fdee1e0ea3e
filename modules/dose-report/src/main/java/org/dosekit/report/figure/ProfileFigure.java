package org.dosekit.report.figure;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.report.figure.Charts.Line;
import org.dosekit.report.slice.EdgeLabels;
import org.dosekit.report.slice.Slice;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;

/** Both doses along three lines through the view's voxel. */
final class ProfileFigure {
  private static final double HEIGHT = 165;
  private static final double LEGEND = 24;
  private static final Color TARGET = new Color(0xE9F3FA);

  private final Case patient;
  private final CaseView view;

  ProfileFigure(Case patient, CaseView view) {
    this.patient = patient;
    this.view = view;
  }

  /** A line of voxels: where each is, from the view's voxel in mm, and its index. */
  private record Track(String label, double[] mm, int[] voxels) {}

  Figure figure(Volume plannedGy, Volume predictedGy, List<String> sources) {
    PanelStack stack = new PanelStack(1);
    List<Track> tracks = tracks();
    for (int i = 0; i < tracks.size(); i++) {
      boolean last = i == tracks.size() - 1;
      XYPlot plot = plot(tracks.get(i), plannedGy, predictedGy);
      if (!last) {
        plot.setFixedLegendItems(new LegendItemCollection());
      }
      stack.add("", Charts.chart(plot), HEIGHT + (last ? LEGEND : 0));
    }
    String title = "Dose profiles of case " + patient.id();
    String shading = view.target().map(name -> "Shaded: inside " + name + ". ").orElse("");
    return Figure.of(
        patient.id() + "-profiles",
        stack.drawing(title),
        new Caption(
            title,
            "Planned and predicted dose at the voxels along three lines through "
                + view.place()
                + ", across the patient, from front to back and along the patient.",
            String.format(
                Locale.ROOT,
                "Solid line: planned dose; dashed line: predicted dose; dotted line: the highest"
                    + " prescription, %.1f Gy. %sPositions are distances from the place where the"
                    + " lines meet.",
                patient.prescription().highestGy(),
                shading),
            sources));
  }

  private List<Track> tracks() {
    GridShape shape = patient.grid().shape();
    VoxelSpacing spacing = patient.grid().spacing();
    GridBox window = view.window();
    int[] across =
        IntStream.range(window.x0(), window.x0() + window.shape().nx())
            .map(x -> shape.index(view.y(), x, view.z()))
            .toArray();
    int[] back =
        IntStream.range(window.y0(), window.y0() + window.shape().ny())
            .map(y -> shape.index(y, view.x(), view.z()))
            .toArray();
    int[] along =
        IntStream.range(window.z0(), window.z0() + window.shape().nz())
            .map(z -> shape.index(view.y(), view.x(), z))
            .toArray();
    List<Slice> slices = view.slices();
    EdgeLabels axial = slices.get(0).labels();
    EdgeLabels coronal = slices.get(1).labels();
    return List.of(
        track(axial.left(), axial.right(), spacing.xMm(), view.x() - window.x0(), across),
        track(axial.top(), axial.bottom(), spacing.yMm(), view.y() - window.y0(), back),
        track(coronal.bottom(), coronal.top(), spacing.zMm(), view.z() - window.z0(), along));
  }

  private static Track track(String from, String to, double stepMm, int middle, int[] voxels) {
    double[] mm = new double[voxels.length];
    for (int i = 0; i < mm.length; i++) {
      mm[i] = (i - middle) * stepMm;
    }
    return new Track("Position, %s to %s (mm)".formatted(from, to), mm, voxels);
  }

  private XYPlot plot(Track track, Volume plannedGy, Volume predictedGy) {
    NumberAxis dose = Charts.axis("Dose (Gy)");
    NumberAxis position = Charts.axis(track.label());
    List<Line> lines =
        List.of(
            line("Reference", track, plannedGy, true),
            line("Prediction", track, predictedGy, false));
    XYPlot plot = Charts.plot(position, dose, lines);
    position.setRange(track.mm()[0] - 1, track.mm()[track.mm().length - 1] + 1);
    double highestGy =
        lines.stream().flatMapToDouble(line -> Arrays.stream(line.y())).max().orElse(0);
    dose.setRange(0, 1.05 * Math.max(highestGy, patient.prescription().highestGy()));
    ValueMarker prescribed =
        new ValueMarker(patient.prescription().highestGy(), Style.GREY, Style.dotted(1));
    plot.addRangeMarker(prescribed, Layer.BACKGROUND);
    Optional<Mask> target = view.target().flatMap(patient::mask);
    target.ifPresent(mask -> shade(plot, track, mask));
    return plot;
  }

  private static Line line(String name, Track track, Volume doseGy, boolean reference) {
    double[] gy = new double[track.voxels().length];
    for (int i = 0; i < gy.length; i++) {
      gy[i] = doseGy.data()[track.voxels()[i]];
    }
    return new Line(
        name,
        track.mm(),
        gy,
        reference ? Style.BLACK : Style.VERMILLION,
        reference ? Style.solid(1.2) : Style.dashed(1.4),
        false);
  }

  /** Shades where the target is, half a voxel beyond its outermost voxels' middles. */
  private static void shade(XYPlot plot, Track track, Mask target) {
    double half = track.mm().length > 1 ? (track.mm()[1] - track.mm()[0]) / 2 : 0.5;
    int from = -1;
    for (int i = 0; i <= track.voxels().length; i++) {
      boolean inside = i < track.voxels().length && target.contains(track.voxels()[i]);
      if (inside && from < 0) {
        from = i;
      } else if (!inside && from >= 0) {
        IntervalMarker marker =
            new IntervalMarker(track.mm()[from] - half, track.mm()[i - 1] + half, TARGET);
        marker.setAlpha(1);
        plot.addDomainMarker(marker, Layer.BACKGROUND);
        from = -1;
      }
    }
  }
}
