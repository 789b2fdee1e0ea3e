package org.dosekit.train.run;

import java.util.Locale;
import java.util.OptionalDouble;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.train.settings.DvhForm;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhReading;
import org.dosekit.train.settings.DvhTerm;

/** The JSON form of the dose-volume part of a loss. */
final class DvhLossJson {
  private static final String SMOOTHING = "smoothing";
  private static final String ORIGINAL = "as_original_temperature";

  private DvhLossJson() {}

  static JsonObject format(DvhLoss loss) {
    JsonObject json =
        JsonObject.create()
            .put("factor", loss.factor())
            .put("minimum_fraction", loss.minimumFraction());
    if (loss.reading() instanceof DvhReading.AsOriginal original) {
      json.put(ORIGINAL, original.temperature());
    } else if (loss.reading() instanceof DvhReading.Exact exact) {
      json.put(SMOOTHING, exact.smoothing());
    }
    return json.putObjects("terms", loss.terms().stream().map(DvhLossJson::format).toList());
  }

  /** Of both readings the original's counts: it stands over the smoothing of a preset. */
  static DvhLoss read(JsonObject json) {
    json.requireOnly("factor", "minimum_fraction", ORIGINAL, SMOOTHING, "terms");
    return new DvhLoss(
        json.number("factor"),
        json.objects("terms", DvhLossJson::readTerm),
        json.number("minimum_fraction"),
        json.has(ORIGINAL)
            ? new DvhReading.AsOriginal(json.number(ORIGINAL))
            : new DvhReading.Exact(json.number(SMOOTHING)));
  }

  private static JsonObject format(DvhTerm term) {
    JsonObject json =
        JsonObject.create()
            .put("region", term.region().toString())
            .put("metric", term.metric().label())
            .put("form", term.form().label());
    term.limit().ifPresent(limit -> json.put("limit", limit));
    return json.put("weight", term.weight());
  }

  private static DvhTerm readTerm(JsonObject json) {
    json.requireOnly("region", "metric", "form", "limit", "weight");
    try {
      return new DvhTerm(
          StructureExpression.parse(json.string("region")),
          DoseMetric.parse(json.string("metric")),
          DvhForm.valueOf(json.string("form").toUpperCase(Locale.ROOT)),
          json.has("limit") ? OptionalDouble.of(json.number("limit")) : OptionalDouble.empty(),
          json.number("weight"));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }
}
