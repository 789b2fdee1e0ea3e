package org.dosekit.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.Spelling;
import org.dosekit.train.run.TrainingState.Best;
import org.dosekit.train.run.ValidationMetric.Better;
import org.dosekit.train.settings.Schedule;

/**
 * The validation metrics of a run, and the one that tells its best epoch.
 *
 * @param metrics those taken beside the mean absolute error
 * @param name of the one that tells
 * @param better its better values
 */
record Selection(List<ValidationMetric> metrics, String name, Better better) {
  /**
   * The metrics that a schedule names, from those there are.
   *
   * @throws DoseDataException when it names one that there is not, with the nearest name
   */
  static Selection of(Schedule schedule, List<ValidationMetric> available) {
    List<String> names = new ArrayList<>(schedule.metrics());
    if (!names.contains(schedule.selectBy())) {
      names.add(schedule.selectBy());
    }
    names.remove(Schedule.MAE_GY);
    List<ValidationMetric> taken = names.stream().map(name -> find(name, available)).toList();
    Better better =
        schedule.selectBy().equals(Schedule.MAE_GY)
            ? Better.LOWER
            : find(schedule.selectBy(), available).better();
    return new Selection(taken, schedule.selectBy(), better);
  }

  /**
   * The best epoch after another validated one.
   *
   * @throws DoseDataException when no validation case has the metric that tells
   */
  Optional<Best> update(Optional<Best> best, int epoch, Map<String, Double> validation) {
    Double value = validation.get(name);
    if (value == null) {
      throw noValue(name);
    }
    boolean improved = best.isEmpty() || better.isBetter(value, best.get().value());
    return improved ? Optional.of(new Best(epoch, value)) : best;
  }

  /** The metric that tells, unless it is the one that every case has. */
  Optional<ValidationMetric> telling() {
    return metrics.stream().filter(metric -> metric.name().equals(name)).findFirst();
  }

  /** The error of a metric that tells the best epoch and that no validation case has. */
  static DoseDataException noValue(String name) {
    return DoseDataException.of(
        "validation",
        "no case with a value of '" + name + "'",
        "at least one case that the best epoch can be told by",
        "select by another metric, or validate on other cases");
  }

  private static ValidationMetric find(String name, List<ValidationMetric> available) {
    return available.stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, available));
  }

  private static DoseDataException unknown(String name, List<ValidationMetric> available) {
    List<String> names = new ArrayList<>(List.of(Schedule.MAE_GY));
    available.forEach(metric -> names.add(metric.name()));
    return DoseDataException.of(
        "validation metric", "'" + name + "'", "one of " + names, Spelling.remedy(name, names));
  }
}
