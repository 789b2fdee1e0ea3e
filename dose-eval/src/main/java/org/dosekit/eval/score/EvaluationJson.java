package org.dosekit.eval.score;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolume;
import org.dosekit.core.protocol.DoseMetric.DoseStatistic;
import org.dosekit.core.protocol.DoseMetric.VolumeAtDose;
import org.dosekit.core.protocol.DoseUnit;
import org.dosekit.core.protocol.VolumeUnit;
import org.dosekit.eval.dvh.IsodoseDice;
import org.dosekit.eval.dvh.TargetConformity;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.eval.goal.ScorecardResult;

/**
 * The JSON form of a {@link CohortEvaluation}. The original project's tools read {@code pred_D95},
 * {@code target_D95}, {@code D95_error} and their like; every name they know is kept.
 */
final class EvaluationJson {
  private static final String FORMAT = "dosekit-evaluation/1";

  /** Before the criterion: in and about the targets. */
  private static final String TARGETS = "ptv_region_";

  private EvaluationJson() {}

  static JsonObject of(CohortEvaluation cohort) {
    CaseEvaluation first = cohort.cases().get(0);
    return JsonObject.create()
        .put("format", FORMAT)
        .put("protocol", first.protocol())
        .put("voxel_region", first.region().label())
        .put("dvh_convention", first.convention().name().toLowerCase(Locale.ROOT))
        .put("gamma_criteria", first.gamma().map(g -> g.settings().label()).orElse("none"))
        .put("goal_set", first.goalSet())
        .put("scorecard", first.scorecard().map(ScorecardResult::scorecard).orElse("none"))
        .put("n_cases", cohort.cases().size())
        .put("aggregate_metrics", aggregate(cohort))
        .putObjects(
            "per_case_results", cohort.cases().stream().map(EvaluationJson::caseResult).toList());
  }

  private static JsonObject aggregate(CohortEvaluation cohort) {
    JsonObject json = JsonObject.create();
    putSummary(json, "mae_gy", cohort.maeGy());
    putSummary(json, "rmse_gy", cohort.rmseGy());
    putSummary(json, "bias_gy", cohort.biasGy());
    cohort
        .cases()
        .get(0)
        .gamma()
        .map(GammaEvaluation::settings)
        .ifPresent(
            settings ->
                settings
                    .criteria()
                    .forEach(criterion -> putGamma(json, cohort, settings, criterion)));
    cohort
        .goalsMetOfAttainablePercent()
        .ifPresent(met -> putSummary(json, "goals_met_of_attainable_percent", met));
    JsonObject structures = JsonObject.create();
    metricsByStructure(cohort)
        .forEach((name, metrics) -> structures.put(name, aggregate(cohort, name, metrics)));
    return json.put("structures", structures);
  }

  private static void putGamma(
      JsonObject json, CohortEvaluation cohort, GammaSettings settings, GammaCriterion criterion) {
    String everywhere = everywhere(settings);
    cohort
        .gammaPassRatePercent(criterion)
        .ifPresent(rate -> putSummary(json, everywhere + key(criterion) + "_pass_rate", rate));
    cohort
        .targetGammaPassRatePercent(criterion)
        .ifPresent(rate -> putSummary(json, TARGETS + key(criterion) + "_pass_rate", rate));
  }

  private static JsonObject aggregate(
      CohortEvaluation cohort, String structure, Set<DoseMetric> metrics) {
    JsonObject json = JsonObject.create();
    cohort
        .structureMaeGy(structure)
        .ifPresent(mae -> putSummary(json.put("n_cases", mae.count()), "mae_gy", mae));
    for (DoseMetric metric : metrics) {
      String key = key(metric);
      cohort
          .difference(structure, metric)
          .ifPresentOrElse(
              error -> putSummary(json, key + "_error", error),
              () -> json.putNull(key + "_error_mean").putNull(key + "_error_std"));
      cohort
          .absoluteDifference(structure, metric)
          .ifPresentOrElse(
              error -> json.put(key + "_absolute_error_mean", error.mean()),
              () -> json.putNull(key + "_absolute_error_mean"));
    }
    return json;
  }

  private static Map<String, Set<DoseMetric>> metricsByStructure(CohortEvaluation cohort) {
    Map<String, Set<DoseMetric>> result = new LinkedHashMap<>();
    for (CaseEvaluation one : cohort.cases()) {
      for (StructureEvaluation structure : one.structures()) {
        Set<DoseMetric> metrics =
            result.computeIfAbsent(structure.structure(), name -> new LinkedHashSet<>());
        structure.metrics().forEach(m -> metrics.add(m.metric()));
      }
    }
    return result;
  }

  private static JsonObject caseResult(CaseEvaluation one) {
    DoseError error = one.error();
    JsonObject dvh = JsonObject.create();
    one.structures().forEach(s -> dvh.put(s.structure(), structureResult(s)));
    one.absentStructures().forEach(name -> dvh.put(name, JsonObject.create().put("exists", false)));
    JsonObject json =
        JsonObject.create()
            .put("case_id", one.caseId())
            .putNumbers("spacing_mm", one.spacing().yMm(), one.spacing().xMm(), one.spacing().zMm())
            .put(
                "dose_metrics",
                JsonObject.create()
                    .put("mae_gy", error.maeGy())
                    .put("rmse_gy", error.rmseGy())
                    .put("bias_gy", error.biasGy())
                    .put("max_error_gy", error.maxAbsoluteGy())
                    .put("n_voxels", error.voxels()))
            .put("dvh_metrics", dvh);
    json.putObjects("isodose_dice", one.isodoses().stream().map(EvaluationJson::isodose).toList());
    one.gamma().ifPresent(gamma -> json.put("gamma", gammaResult(gamma)));
    json.put("goals", JsonObject.parse("goals", one.goals().toJson()));
    one.scorecard().ifPresent(card -> json.put("scorecard", scorecardResult(card)));
    return json;
  }

  private static JsonObject scorecardResult(ScorecardResult card) {
    JsonObject json =
        JsonObject.create()
            .put("name", card.scorecard())
            .put("target_score", card.referenceScore())
            .put("pred_score", card.predictedScore())
            .put("maximum", card.maximum());
    List<JsonObject> items = new ArrayList<>();
    for (ScorecardResult.Item item : card.items()) {
      JsonObject one =
          JsonObject.create()
              .put("region", item.item().region().toString())
              .put("metric", item.item().metric().label());
      if (item instanceof ScorecardResult.Scored scored) {
        one.put("target_score", scored.referenceScore()).put("pred_score", scored.predictedScore());
      } else {
        one.put("not_scored", ((ScorecardResult.NotScored) item).reason());
      }
      items.add(one);
    }
    return json.putObjects("items", items);
  }

  private static JsonObject gammaResult(GammaEvaluation gamma) {
    JsonObject json = JsonObject.create();
    String everywhere = everywhere(gamma.settings());
    gamma.everywhere().forEach(g -> json.put(everywhere + key(g.criterion()), gammaSummary(g)));
    gamma.targets().forEach(g -> json.put(TARGETS + key(g.criterion()), gammaSummary(g)));
    return json;
  }

  private static JsonObject gammaSummary(GammaSummary gamma) {
    return JsonObject.create()
        .put("gamma_pass_rate", gamma.passRatePercent())
        .put("gamma_mean", gamma.mean())
        .put("gamma_median", gamma.median())
        .put("gamma_p95", gamma.percentile95())
        .put("n_points", gamma.points())
        .put("worst_case_pass_rate", gamma.worstCasePassRatePercent())
        .put("n_not_evaluable", gamma.notEvaluable())
        .put("n_capped", gamma.capped())
        .put("n_negative_target", gamma.negativeReferenceVoxels())
        .put("n_negative_pred", gamma.negativeEvaluatedVoxels())
        .put("n_ties", gamma.ties())
        .put("normalisation_gy", gamma.normalisationGy());
  }

  /** Before the criterion: all voxels above the cutoff. */
  private static String everywhere(GammaSettings settings) {
    return settings.index().isLocal() ? "local_" : "global_";
  }

  /** As {@code 3mm3pct}. */
  private static String key(GammaCriterion criterion) {
    return "%smm%spct"
        .formatted(
            plain(criterion.distanceToAgreementMm()), plain(criterion.doseDifferencePercent()));
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static JsonObject structureResult(StructureEvaluation structure) {
    DoseError error = structure.error();
    JsonObject json =
        JsonObject.create()
            .put("exists", true)
            .put("n_voxels", error.voxels())
            .put("dvh_reliable", structure.dvhReliable())
            .put("volume_cc", structure.volumeCc())
            .put("mae_gy", error.maeGy())
            .put("bias_gy", error.biasGy());
    for (MetricComparison compared : structure.metrics()) {
      String key = key(compared.metric());
      json.put("pred_" + key, compared.predicted().value());
      json.put("target_" + key, compared.reference().value());
      json.put(key + "_error", compared.difference());
      List<String> flags = flags(compared);
      if (!flags.isEmpty()) {
        json.putStrings(key + "_flags", flags);
      }
    }
    structure.conformity().ifPresent(c -> json.put("conformity", conformity(c)));
    List<String> tooSmallFor =
        structure.metrics().stream()
            .filter(m -> m.reference().volumeExceedsStructure())
            .map(m -> key(m.metric()))
            .toList();
    return tooSmallFor.isEmpty() ? json : json.putStrings("too_small_for", tooSmallFor);
  }

  private static JsonObject isodose(IsodoseDice isodose) {
    JsonObject json = JsonObject.create().put("level_gy", isodose.levelGy());
    json.put("dice", isodose.dice());
    return json;
  }

  private static JsonObject conformity(ConformityComparison compared) {
    JsonObject json =
        JsonObject.create().put("prescription_gy", compared.reference().prescriptionGy());
    putConformity(json, "target_", compared.reference());
    putConformity(json, "pred_", compared.predicted());
    return json;
  }

  private static void putConformity(JsonObject json, String of, TargetConformity conformity) {
    json.put(of + "coverage", conformity.coverage()).put(of + "rtog_index", conformity.rtogIndex());
    json.put(of + "paddick_index", conformity.paddickIndex());
    json.put(of + "gradient_index", conformity.gradientIndex());
    json.put(of + "isodose_cut_by_grid", conformity.cutByGrid());
  }

  /** What a reader must know of either value, in a fixed order. */
  private static List<String> flags(MetricComparison compared) {
    return Stream.of(compared.reference(), compared.predicted())
        .flatMap(value -> value.flags().stream())
        .distinct()
        .sorted()
        .map(flag -> flag.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /**
   * The original project's name of a metric where it has one: D95, V70, V45_cc, mean_gy, and the
   * same form for its kin; else the metric's label.
   */
  private static String key(DoseMetric metric) {
    String label = metric.label();
    if (metric instanceof DoseStatistic m && m.doseUnit() == DoseUnit.GY) {
      return m.statistic().name().toLowerCase(Locale.ROOT) + "_gy";
    } else if (metric instanceof DoseAtVolume m && m.doseUnit() == DoseUnit.GY) {
      return without(label, m.volumeUnit() == VolumeUnit.PERCENT ? "%[Gy]" : "[Gy]");
    } else if (metric instanceof VolumeAtDose m && m.doseUnit() == DoseUnit.GY) {
      return m.volumeUnit() == VolumeUnit.PERCENT
          ? without(label, "Gy[%]")
          : without(label, "Gy[cc]") + "_cc";
    }
    return label;
  }

  private static String without(String label, String ending) {
    return label.substring(0, label.length() - ending.length());
  }

  private static void putSummary(JsonObject json, String name, Summary summary) {
    json.put(name + "_mean", summary.mean()).put(name + "_std", summary.std());
  }
}
