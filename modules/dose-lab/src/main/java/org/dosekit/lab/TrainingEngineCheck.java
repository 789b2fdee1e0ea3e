package org.dosekit.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dosekit.cli.Diagnosis;
import org.dosekit.core.DoseDataException;
import org.dosekit.train.run.EngineInfo;

/** What {@code dose doctor} says about the training engine. */
final class TrainingEngineCheck {
  private TrainingEngineCheck() {}

  static List<Diagnosis> diagnose() {
    EngineInfo engine;
    try {
      engine = EngineInfo.current();
    } catch (DoseDataException e) {
      return List.of(Diagnosis.failure("training engine", e.found(), e.remedy()));
    }
    List<Diagnosis> diagnoses = new ArrayList<>();
    diagnoses.add(
        Diagnosis.ok(
            "training engine",
            "%s, PyTorch %s, %d threads"
                .formatted(engine.engine(), engine.nativeVersion(), engine.threads())));
    diagnoses.add(devices(engine));
    diagnoses.add(
        tuning(
            engine.environment(), "MALLOC_MMAP_MAX_", "allocator", "up to twice the time a step"));
    diagnoses.add(
        tuning(
            engine.environment(), "OMP_WAIT_POLICY", "waiting threads", "slow on shared machines"));
    return diagnoses;
  }

  private static Diagnosis devices(EngineInfo engine) {
    String devices = String.join(", ", engine.devices());
    return engine.devices().stream().anyMatch(device -> device.startsWith("gpu"))
        ? Diagnosis.ok("devices", devices)
        : Diagnosis.warning(
            "devices",
            devices + " only",
            "for a GPU point PYTORCH_LIBRARY_PATH at a CUDA build of PyTorch "
                + engine.nativeVersion());
  }

  private static Diagnosis tuning(
      Map<String, String> environment, String variable, String subject, String cost) {
    String value = environment.getOrDefault(variable, "not set");
    return value.equals("not set")
        ? Diagnosis.warning(subject, variable + " not set: " + cost, "start through ./dose")
        : Diagnosis.ok(subject, variable + "=" + value);
  }
}
