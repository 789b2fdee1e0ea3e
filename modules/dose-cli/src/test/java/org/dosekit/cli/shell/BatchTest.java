package org.dosekit.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import org.dosekit.cli.ExitCodes;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class BatchTest {
  private static final List<String> IDS = IntStream.range(0, 20).mapToObj(i -> "c" + i).toList();

  @Command(name = "work")
  private static final class Work {
    @Mixin private final Output output = new Output();
  }

  private final StringWriter err = new StringWriter();
  private final Batch batch = batch();

  private Batch batch() {
    Work work = new Work();
    new CommandLine(work).setErr(new PrintWriter(err, true));
    return new Batch(work.output);
  }

  @Test
  void aBadCaseIsReportedAndTheOthersGoOn() {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    batch.forEachInParallel(
        "work",
        IDS,
        id -> {
          seen.add(id);
          // Work may wait; what it waits for is done in the common pool.
          assertFalse(ForkJoinTask.inForkJoinPool());
          if (id.endsWith("7")) {
            throw DoseDataException.of(id, "half a file", "a case", "import it again");
          }
        });
    assertEquals(Set.copyOf(IDS), seen);
    assertEquals(18, batch.done());
    assertEquals(ExitCodes.SOME_FAILED, batch.exitCode());
    assertTrue(err.toString().contains("failed: c17: found half a file"), err.toString());
    assertTrue(err.toString().contains("work 20/20"), err.toString());
  }

  @Test
  void aFaultOfTheProgramIsNotTakenForABadCase() {
    IllegalStateException fault = new IllegalStateException("a fault");
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                batch.forEachInParallel(
                    "work",
                    IDS,
                    id -> {
                      throw fault;
                    }));
    assertSame(fault, thrown);
    assertEquals(0, batch.done());
  }
}
