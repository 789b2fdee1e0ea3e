package org.dosekit.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dosekit.cli.Diagnosis;
import org.dosekit.core.DoseDataException;
import org.dosekit.train.run.EngineDefaults;
import org.dosekit.train.run.Training;
import org.dosekit.train.settings.EngineInfo;
import org.dosekit.train.settings.EngineSettings;

/** What {@code dose doctor} says about the training engine. */
final class TrainingEngineCheck {
  private TrainingEngineCheck() {}

  static List<Diagnosis> diagnose() {
    EngineInfo engine;
    try {
      Training.keepLargeBlocks();
      engine = Training.engine();
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
    diagnoses.add(defaults(engine));
    diagnoses.add(allocator(engine));
    diagnoses.add(
        tuning(
            engine.environment(), "OMP_WAIT_POLICY", "waiting threads", "slow on shared machines"));
    return diagnoses;
  }

  private static Diagnosis devices(EngineInfo engine) {
    String devices = String.join(", ", engine.devices());
    return engine.devices().stream().anyMatch(device -> device.startsWith("cuda"))
        ? Diagnosis.ok("devices", devices)
        : Diagnosis.warning(
            "devices",
            devices + " only",
            "for a GPU point PYTORCH_LIBRARY_PATH at a CUDA build of PyTorch "
                + engine.nativeVersion());
  }

  private static Diagnosis defaults(EngineInfo engine) {
    EngineSettings settings = EngineDefaults.of(engine);
    String processor =
        EngineDefaults.processorHasBfloat16()
            .map(has -> has ? "bfloat16 in the processor" : "no bfloat16 in the processor")
            .orElse("not known here whether the processor has bfloat16");
    return Diagnosis.ok(
        "training settings",
        "--precision AUTO is %s, %s, backward %s (%s)"
            .formatted(
                settings.precision().label(),
                settings.layout().label(),
                settings.backward().label(),
                processor));
  }

  private static Diagnosis allocator(EngineInfo engine) {
    String state = engine.environment().getOrDefault("allocator", "standard");
    return state.equals("standard")
        ? Diagnosis.warning(
            "allocator",
            "as it comes: up to twice the time a step",
            "start through ./dose, or on glibc")
        : Diagnosis.ok("allocator", "keeps large blocks, told by the " + state);
  }

  private static Diagnosis tuning(
      Map<String, String> environment, String variable, String subject, String cost) {
    String value = environment.getOrDefault(variable, "not set");
    return value.equals("not set")
        ? Diagnosis.warning(subject, variable + " not set: " + cost, "start through ./dose")
        : Diagnosis.ok(subject, variable + "=" + value);
  }
}
