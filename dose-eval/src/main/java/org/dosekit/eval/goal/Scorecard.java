package org.dosekit.eval.goal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.eval.goal.ScorecardItem.ScorePoint;
import org.dosekit.eval.goal.ScorecardResult.Scored;

/**
 * Metrics and the points they earn, in the manner of plan-quality scorecards (Nelms et al. 2012,
 * Variation in external beam treatment plan quality, Pract Radiat Oncol 2:296).
 *
 * @param name for people, not blank
 * @param description one line for people
 * @param items 1 to 1000, in order
 */
public record Scorecard(String name, String description, List<ScorecardItem> items) {
  private static final String FORMAT = "dosekit-scorecard/1";
  private static final int MOST_ITEMS = 1000;

  /** Checks the items. */
  public Scorecard {
    items = List.copyOf(items);
    if (name.isBlank() || items.isEmpty() || items.size() > MOST_ITEMS) {
      throw new IllegalArgumentException(
          "scorecard '%s' of %d items; it has a name and 1 to %d items"
              .formatted(name, items.size(), MOST_ITEMS));
    }
  }

  /**
   * Reads a scorecard file.
   *
   * @throws DoseDataException when it is not one
   */
  public static Scorecard read(Path file) {
    return read(JsonObject.read(file));
  }

  /**
   * Reads a scorecard's JSON.
   *
   * @param where named in errors
   * @throws DoseDataException when it is not one
   */
  public static Scorecard fromJson(String where, String json) {
    return read(JsonObject.parse(where, json));
  }

  private static Scorecard read(JsonObject json) {
    json.requireOnly("format", "name", "description", "items");
    if (!json.string("format").equals(FORMAT)) {
      throw DoseDataException.of(
          json.where(),
          "format '" + json.string("format") + "'",
          "'" + FORMAT + "'",
          "use a scorecard file of this version");
    }
    try {
      return new Scorecard(
          json.string("name"),
          json.string("description"),
          json.objects("items", Scorecard::readItem));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  private static ScorecardItem readItem(JsonObject json) {
    json.requireOnly("region", "metric", "points");
    try {
      return new ScorecardItem(
          StructureExpression.parse(json.string("region")),
          DoseMetric.parse(json.string("metric")),
          json.objects("points", Scorecard::readPoint));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  private static ScorePoint readPoint(JsonObject json) {
    json.requireOnly("value", "score");
    try {
      return new ScorePoint(json.number("value"), json.number("score"));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  /** The scorecard as JSON; {@link #fromJson} reads it back equal. */
  public String toJson() {
    return JsonObject.create()
            .put("format", FORMAT)
            .put("name", name)
            .put("description", description)
            .putObjects("items", items.stream().map(Scorecard::json).toList())
            .toText()
        + "\n";
  }

  private static JsonObject json(ScorecardItem item) {
    return JsonObject.create()
        .put("region", item.region().toString())
        .put("metric", item.metric().label())
        .putObjects(
            "points",
            item.points().stream()
                .map(p -> JsonObject.create().put("value", p.value()).put("score", p.score()))
                .toList());
  }

  /** Scores both doses; an item that cannot be read is left out of the maximum and says why. */
  public ScorecardResult score(PlanPair plans) {
    RegionReader reader = new RegionReader(plans);
    List<ScorecardResult.Item> results = new ArrayList<>();
    for (ScorecardItem item : items) {
      RegionReader.Reading reading = reader.read(item.region(), item.metric());
      results.add(
          reading instanceof RegionReader.Values values
              ? new Scored(item, values.reference(), values.predicted())
              : new ScorecardResult.NotScored(item, ((RegionReader.NoValue) reading).reason()));
    }
    return new ScorecardResult(name, results);
  }
}
