package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
  @TempDir private Path folder;

  @Test
  void folderWithoutTheLibrariesIsRefusedByTheNameOfTheFirst() {
    DoseDataException e = assertThrows(DoseDataException.class, () -> NativeLibraries.use(folder));
    assertTrue(e.found().contains(System.mapLibraryName("onnxruntime")), e.found());
  }

  @Test
  void folderIsRefusedOnceOthersAreLoaded() throws IOException {
    Files.createFile(folder.resolve(System.mapLibraryName("onnxruntime")));
    Files.createFile(folder.resolve(System.mapLibraryName("onnxruntime4j_jni")));
    OrtRuntime.environment(OrtEnvironment::getEnvironment);

    assertThrows(IllegalStateException.class, () -> NativeLibraries.use(folder));
  }
}
