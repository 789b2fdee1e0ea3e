package org.dosekit.cli.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.eval.goal.Scorecard;
import org.dosekit.eval.score.CaseEvaluator;
import org.dosekit.eval.score.GammaSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How predictions are judged: gamma criteria, goals, scorecard. */
public final class EvaluatorOptions {
  private static final String NO_GAMMA = "none";

  /** As {@code 3/3} or {@code 2.5%/2mm}. */
  private static final Pattern CRITERION = Pattern.compile("([0-9.]{1,9})%?/([0-9.]{1,9})(?:mm)?");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--gamma",
      paramLabel = "PERCENT/MM,...",
      defaultValue = "3/3",
      description =
          "Gamma criteria, or none (default ${DEFAULT-VALUE}); global, 10 %% cutoff, exact pass"
              + " rates; everywhere, and in the targets with 5 mm about them.")
  private String gamma = NO_GAMMA;

  @Option(
      names = "--goals",
      paramLabel = "SET",
      description = "Judge by this goal set of the protocol instead of its own goals.")
  private Optional<String> goals = Optional.empty();

  @Option(
      names = "--scorecard",
      paramLabel = "JSON",
      description = "Also score plan and prediction by a scorecard.")
  private Optional<Path> scorecard = Optional.empty();

  /**
   * The evaluator for a protocol.
   *
   * @throws ParameterException when a criterion is malformed
   * @throws DoseDataException when the protocol has no such goal set, or the scorecard is damaged
   */
  public CaseEvaluator evaluator(Protocol protocol) {
    CaseEvaluator evaluator = CaseEvaluator.of(protocol);
    if (!gamma.equals(NO_GAMMA)) {
      evaluator = evaluator.withGamma(gammaSettings());
    }
    if (goals.isPresent()) {
      evaluator = evaluator.withGoals(protocol.goalSet(goals.get()));
    }
    if (scorecard.isPresent()) {
      evaluator = evaluator.withScorecard(Scorecard.read(scorecard.get()));
    }
    return evaluator;
  }

  private GammaSettings gammaSettings() {
    List<GammaCriterion> criteria = new ArrayList<>();
    try {
      for (String text : gamma.toLowerCase(Locale.ROOT).split(",", -1)) {
        Matcher matcher = CRITERION.matcher(text.strip());
        if (!matcher.matches()) {
          throw new IllegalArgumentException("'" + text + "' is no gamma criterion such as 3/3");
        }
        criteria.add(
            new GammaCriterion(
                Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))));
      }
      return GammaSettings.of(criteria);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--gamma: " + e.getMessage(), e);
    }
  }
}
