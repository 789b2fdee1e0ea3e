package org.dosekit.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.report.source.CaseVolumes;
import org.dosekit.report.source.Found;

/**
 * The figures of one case: dose over CT, difference, gamma, dose-volume histograms, profiles.
 * Without a planned or a predicted dose there is none, and each says so.
 */
public final class CaseFigures {
  private static final GammaCriterion CRITERION = new GammaCriterion(3, 3);

  /** What a prediction records of the machine, and no caption needs. */
  private static final Set<String> MACHINE =
      Set.of("engine", "native_version", "threads", "jvm", "platform", "device", "devices");

  private static final String ENVIRONMENT = "env ";

  private final CaseVolumes volumes;
  private final CaseView view;
  private final StructureLines lines;
  private final Optional<Protocol> protocol;
  private final List<String> sources;

  private CaseFigures(CaseVolumes volumes, Optional<Protocol> protocol, String run) {
    this.volumes = volumes;
    Case patient = volumes.patient();
    this.view = CaseView.of(patient);
    this.lines = StructureLines.of(patient);
    this.protocol = protocol;
    List<String> from = new ArrayList<>(List.of("case " + patient.id(), "run " + run));
    volumes
        .provenance()
        .forEach(
            (name, value) -> {
              if (!MACHINE.contains(name) && !name.startsWith(ENVIRONMENT)) {
                from.add(name.replace('_', ' ') + " " + value);
              }
            });
    this.sources = List.copyOf(from);
  }

  /**
   * Tries all figures of a case.
   *
   * @param protocol whose goals are marked; of the case's own protocol, if it is known
   * @param run what the captions call the run
   */
  public static List<FigureAttempt> of(
      CaseVolumes volumes, Optional<Protocol> protocol, String run) {
    return new CaseFigures(volumes, protocol, run).attempts();
  }

  private List<FigureAttempt> attempts() {
    Case patient = volumes.patient();
    SliceFigures slices = new SliceFigures(patient, view, lines, sources);
    return List.of(
        attempt("dose", ofBoth((planned, predicted) -> Found.of(slices.dose(planned, predicted)))),
        attempt(
            "difference",
            ofBoth((planned, predicted) -> Found.of(slices.difference(planned, predicted)))),
        attempt(
            "gamma",
            ofBoth(
                (planned, predicted) ->
                    volumes.gamma(CRITERION).then(gamma -> Found.of(slices.gamma(gamma))))),
        attempt("dvh", ofBoth(this::dvh)),
        attempt(
            "profiles",
            ofBoth(
                (planned, predicted) ->
                    Found.of(
                        new ProfileFigure(patient, view).figure(planned, predicted, sources)))));
  }

  private FigureAttempt attempt(String kind, Found<Figure> figure) {
    return new FigureAttempt(volumes.patient().id() + "-" + kind, figure);
  }

  private Found<Figure> ofBoth(BiFunction<Volume, Volume, Found<Figure>> figure) {
    return volumes
        .plannedGy()
        .then(
            planned -> volumes.predictedGy().then(predicted -> finite(planned, predicted, figure)));
  }

  private static Found<Figure> finite(
      Volume planned, Volume predicted, BiFunction<Volume, Volume, Found<Figure>> figure) {
    return predicted.isFinite()
        ? figure.apply(planned, predicted)
        : Found.missing("the predicted dose holds NaN or infinity");
  }

  private Found<Figure> dvh(Volume planned, Volume predicted) {
    if (lines.all().isEmpty()) {
      return Found.missing("the case has no target and no organ at risk");
    }
    return Found.of(
        new DvhFigure(volumes.patient(), planned, predicted, lines, protocol).figure(sources));
  }
}
