package com.example.clinic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as its users start it: a Java of its own, the built jars on the module path. */
class PredictAndScoreIT {
  @TempDir Path folder;

  @Test
  void theApplicationRunsOnTheModulePathAlone() throws IOException, InterruptedException {
    Path onnx = folder.resolve("model.onnx");
    Path npz = folder.resolve("case_1.npz");
    Path out = folder.resolve("out.txt");
    ExampleFiles.writeModel(onnx);
    ExampleFiles.writeCase(npz);

    Process application =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--module",
                "com.example.clinic/com.example.clinic.PredictAndScore",
                onnx.toString(),
                npz.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();

    assertTrue(application.waitFor(1, TimeUnit.MINUTES), "still running");
    String said = Files.readString(out);
    assertEquals(0, application.exitValue(), said);
    assertTrue(said.matches("case_1: MAE [0-9]+[.,][0-9]+ Gy\\s*"), said);
  }
}
