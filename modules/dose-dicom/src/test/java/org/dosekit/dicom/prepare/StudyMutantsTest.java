package org.dosekit.dicom.prepare;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;

/**
 * Whole studies of which one file is damaged, from reading to the case's file: nothing but a {@link
 * DoseDataException}, which names no one, and no path written outside the cohort.
 */
class StudyMutantsTest extends StudyFixture {
  private static final int MUTANTS = 1500;

  /** What may stand in a decimal string, so that numbers go wrong more often than texts. */
  private static final byte[] DIGITS = "0123456789.-+eE\\ ".getBytes(StandardCharsets.US_ASCII);

  @Test
  void aDamagedStudyIsRefusedOrImported() throws IOException {
    List<Path> files = List.of("RS", "RP", "RD", "CT3").stream().map(source::resolve).toList();
    SplittableRandom random = new SplittableRandom(20261124);
    assertTimeout(
        Duration.ofMinutes(2),
        () -> {
          for (int i = 0; i < MUTANTS; i++) {
            Path file = files.get(i % files.size());
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, mutant(whole, random));
            attempt(i);
            Files.write(file, whole);
          }
        });
    try (Stream<Path> beside = Files.list(folder)) {
      assertTrue(beside.allMatch(p -> p.equals(source) || p.equals(cohort)));
    }
  }

  private void attempt(int mutant) {
    try {
      importIt();
    } catch (DoseDataException e) {
      assertFalse(e.getMessage().contains("PLANTED"), e.getMessage());
      assertTrue(e.getMessage().length() < 2000, e.getMessage());
    } catch (RuntimeException | Error e) {
      fail("mutant " + mutant, e);
    }
  }

  private static byte[] mutant(byte[] whole, SplittableRandom random) {
    byte[] mutant = whole.clone();
    for (int change = 0; change <= random.nextInt(3); change++) {
      int at = 132 + random.nextInt(mutant.length - 132);
      if (random.nextInt(2) == 0) {
        // Another digit where one stands: the file parses, and a number is another.
        while (at < mutant.length && !Character.isDigit(mutant[at])) {
          at++;
        }
        at = Math.min(at, mutant.length - 1);
        mutant[at] = DIGITS[random.nextInt(DIGITS.length)];
      } else {
        mutant[at] = (byte) random.nextInt();
      }
    }
    return mutant;
  }
}
