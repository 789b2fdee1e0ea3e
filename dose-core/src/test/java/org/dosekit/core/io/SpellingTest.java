package org.dosekit.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  private static final List<String> KNOWN =
      List.of("learning_rate", "min_learning_rate", "weight_decay", "epochs");

  @ParameterizedTest
  @CsvSource({
    "learningrate, learning_rate",
    "laerning_rate, learning_rate",
    "min_learning_rat, min_learning_rate",
    "Weight_Decay, weight_decay",
    "epoch, epochs",
    "epcohs, epochs"
  })
  void misspeltNameLeadsToTheNearest(String word, String meant) {
    assertEquals(Optional.of(meant), Spelling.nearest(word, KNOWN));
  }

  @Test
  void nothingIsGuessedForAnotherWord() {
    assertEquals(Optional.empty(), Spelling.nearest("dropout", KNOWN));
    // Six insertions, more than half the word.
    assertEquals(Optional.empty(), Spelling.nearest("weight", KNOWN));
    assertEquals(Optional.empty(), Spelling.nearest("x", List.of()));
  }

  @Test
  void anExchangeOfNeighboursIsOneEdit() {
    // "ab" -> "ba" is one exchange but two replacements, as is "ab" -> "cd".
    assertEquals(Optional.of("ba"), Spelling.nearest("ab", List.of("cd", "ba")));
  }
}
