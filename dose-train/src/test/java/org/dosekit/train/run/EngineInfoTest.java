package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.dosekit.train.settings.EngineInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class EngineInfoTest {
  @Test
  void engineOfThisProcessIsTheOneOfTheBuild() {
    EngineInfo info = Training.engine();
    assertTrue(info.nativeVersion().startsWith("2.7.1"), info.nativeVersion());
    assertTrue(info.threads() >= 1);
    assertEquals("cpu", info.devices().get(0));
    // Set by the build for its tests.
    assertEquals("passive", info.environment().get("OMP_WAIT_POLICY"));
    info.environment()
        .forEach(
            (name, value) -> {
              if (!name.equals("allocator")) {
                assertEquals(
                    Objects.requireNonNullElse(System.getenv(name), EngineInfo.NOT_SET), value);
              }
            });
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void largeBlocksAreKeptWhenAskedAndTheEngineSaysSo() {
    assertTrue(Training.keepLargeBlocks());
    String expected = System.getenv("MALLOC_MMAP_MAX_") == null ? "process" : "environment";
    assertEquals(expected, Training.engine().environment().get("allocator"));
  }

  @Test
  void nothingIsDownloadedOrReportedUnlessTheUserSaysSo() {
    Training.engine();
    assertEquals("true", System.getProperty("ai.djl.offline"));
    assertEquals("true", System.getProperty("OPT_OUT_TRACKING"));
  }
}
