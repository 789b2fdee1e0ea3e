package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeInfoTest {
  @Test
  void runtimeOfThisBuildIsThere() {
    RuntimeInfo info = RuntimeInfo.probe();

    assertTrue(info.available(), info::toString);
    assertTrue(info.version().startsWith("1."), info.version());
    assertTrue(info.providers().contains("CPU"), info::toString);
  }

  @Test
  void reasonForItsAbsenceIsTold() {
    RuntimeInfo info =
        RuntimeInfo.probe(
            () -> {
              throw new ExceptionInInitializerError(new IllegalStateException("libgomp.so.1"));
            });

    assertFalse(info.available());
    assertEquals("", info.version());
    assertEquals(List.of(), info.providers());
    assertTrue(info.problem().orElseThrow().contains("libgomp.so.1"), info::toString);
  }
}
