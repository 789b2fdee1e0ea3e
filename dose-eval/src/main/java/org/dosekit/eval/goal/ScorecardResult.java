package org.dosekit.eval.goal;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.dosekit.eval.dvh.MetricValue;

/**
 * What the planned and the predicted dose of one case earn on a {@link Scorecard}. Immutable.
 *
 * @param scorecard its name
 * @param items in the scorecard's order
 */
public record ScorecardResult(String scorecard, List<Item> items) {
  /** Copies the list. */
  public ScorecardResult {
    Objects.requireNonNull(scorecard);
    items = List.copyOf(items);
  }

  /** One item of the scorecard. */
  public sealed interface Item {
    /** What was asked. */
    ScorecardItem item();
  }

  /**
   * An item that both doses were scored by.
   *
   * @param item what was asked
   * @param reference the metric under the planned dose; has a value
   * @param predicted the metric under the predicted dose; has a value
   */
  public record Scored(ScorecardItem item, MetricValue reference, MetricValue predicted)
      implements Item {
    /** Checks that both have a value. */
    public Scored {
      Objects.requireNonNull(item);
      if (reference.value().isEmpty() || predicted.value().isEmpty()) {
        throw new IllegalArgumentException(item.metric().label() + " without a value");
      }
    }

    /** The points of the planned dose. */
    public double referenceScore() {
      return item.score(reference.value().getAsDouble());
    }

    /** The points of the predicted dose. */
    public double predictedScore() {
      return item.score(predicted.value().getAsDouble());
    }
  }

  /**
   * An item that could not be scored; no part of the maximum.
   *
   * @param item what was asked
   * @param reason why, for people
   */
  public record NotScored(ScorecardItem item, String reason) implements Item {
    /** Checks for nulls. */
    public NotScored {
      Objects.requireNonNull(item);
      Objects.requireNonNull(reason);
    }
  }

  /** The points of the planned dose. */
  public double referenceScore() {
    return sum(Scored::referenceScore);
  }

  /** The points of the predicted dose. */
  public double predictedScore() {
    return sum(Scored::predictedScore);
  }

  /** The most points there were to earn, over the items scored. */
  public double maximum() {
    return sum(scored -> scored.item().maximum());
  }

  /** The planned dose's percentage of the maximum; absent when nothing was scored. */
  public OptionalDouble referencePercent() {
    return percent(referenceScore());
  }

  /** The predicted dose's percentage of the maximum; absent when nothing was scored. */
  public OptionalDouble predictedPercent() {
    return percent(predictedScore());
  }

  private OptionalDouble percent(double score) {
    return maximum() == 0 ? OptionalDouble.empty() : OptionalDouble.of(100 * score / maximum());
  }

  private double sum(ToDoubleFunction<Scored> points) {
    return items.stream()
        .mapToDouble(item -> item instanceof Scored scored ? points.applyAsDouble(scored) : 0)
        .sum();
  }
}
