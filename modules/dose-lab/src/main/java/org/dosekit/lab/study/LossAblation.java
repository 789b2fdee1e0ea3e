package org.dosekit.lab.study;

import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.ClinicalGoal;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.train.run.TrainingConfig;
import org.dosekit.train.settings.DvhForm;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhReading;
import org.dosekit.train.settings.DvhTerm;
import org.dosekit.train.settings.DvhTermSet;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting.Uncertainty;
import org.dosekit.train.settings.StructureLoss;

/**
 * The original project's comparison of losses: the voxel error alone; with Sobel gradients (factor
 * 0.1); with these and VGG16 features (0.001); with dose-volume terms (0.5, weights 10, 2 and 1);
 * and all parts but VGG's, weighed by trained uncertainties (Kendall et al. 2018).
 */
final class LossAblation {
  /** The name of this set of conditions in a study's file. */
  static final String NAME = "loss-ablation";

  private static final double GRADIENT_FACTOR = 0.1;
  private static final double VGG_FACTOR = 0.001;
  private static final double LIMIT_WEIGHT = 2;
  private static final double PLAN_WEIGHT = 1;

  private LossAblation() {}

  /** The conditions over a configuration, whose loss is that of the baseline. */
  static List<Condition> conditions(TrainingConfig common) {
    JsonObject vgg = JsonObject.create().put("factor", VGG_FACTOR);
    Loss withDvh = common.loss().withDvh(dvh(common.protocol()));
    JsonObject combined =
        json(
            common,
            withDvh
                .withStructure(StructureLoss.of(common.protocol(), 1, 1))
                .withWeighting(Uncertainty.STANDARD));
    return List.of(
        new Condition("baseline", JsonObject.create()),
        condition("gradient", gradient()),
        condition("gradient-vgg", gradient().put("vgg", vgg)),
        condition("dvh", JsonObject.create().put("dvh", json(common, withDvh).object("dvh"))),
        condition(
            "combined",
            gradient()
                .put("dvh", combined.object("dvh"))
                .put("structure", combined.object("structure"))
                .put("weighting", combined.object("weighting"))));
  }

  private static Condition condition(String name, JsonObject loss) {
    return new Condition(name, JsonObject.create().put("loss", loss));
  }

  private static JsonObject gradient() {
    return JsonObject.create().put("gradient", GRADIENT_FACTOR);
  }

  private static JsonObject json(TrainingConfig common, Loss loss) {
    return JsonObject.parse(NAME, common.withLoss(loss).toJson()).object("loss");
  }

  /**
   * The original's terms where the protocol has its volume goals. Elsewhere the same weights on
   * what the protocol does ask for: 10, 5 and 3 on the shortfall of the targets' D95; of every goal
   * that limits an organ, 2 above the limit and 1 above the plan.
   */
  private static DvhLoss dvh(Protocol protocol) {
    List<DvhTerm> terms = new ArrayList<>(DvhTermSet.ORIGINAL.terms(protocol));
    if (DvhTermSet.standard(protocol) != DvhTermSet.ORIGINAL) {
      for (ClinicalGoal goal : protocol.goals()) {
        if (limitsOrgan(protocol, goal)) {
          StructureExpression organ = goal.region();
          terms.add(
              DvhTerm.againstLimit(
                  organ, goal.metric(), DvhForm.ABOVE_LIMIT, goal.limit(), LIMIT_WEIGHT));
          terms.add(DvhTerm.againstPlan(organ, goal.metric(), DvhForm.EXCESS, PLAN_WEIGHT));
        }
      }
    }
    return new DvhLoss(
        DvhLoss.STANDARD_FACTOR, terms, DvhLoss.OFF.minimumFraction(), DvhReading.STANDARD);
  }

  private static boolean limitsOrgan(Protocol protocol, ClinicalGoal goal) {
    return goal.direction() == ClinicalGoal.Direction.AT_MOST
        && goal.region().structures().stream().noneMatch(protocol.targets()::contains);
  }
}
