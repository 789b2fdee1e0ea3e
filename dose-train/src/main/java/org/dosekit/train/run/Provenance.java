package org.dosekit.train.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.core.tensorfile.WeightsDigest;
import org.dosekit.train.engine.TorchEngine;
import org.dosekit.train.settings.EngineInfo;
import org.dosekit.train.settings.VggLoss;

/** Where a run comes from: code, data and machine, without paths or names of people. */
final class Provenance {
  /** What the data hash is recorded under. */
  static final String DATA = "data_sha256";

  /** What the fingerprint of given initial weights is recorded under. */
  static final String INITIAL_WEIGHTS = "initial_weights_sha256";

  /** What the fingerprint of the VGG weights that a loss reads is recorded under. */
  static final String VGG_WEIGHTS = "vgg_weights_sha256";

  private Provenance() {}

  static Map<String, String> of(TrainingConfig config, Cohort cohort, EngineInfo engine) {
    Map<String, String> origin = new LinkedHashMap<>();
    origin.putAll(code(engine));
    vggWeights(config).ifPresent(hash -> origin.put(VGG_WEIGHTS, hash));
    origin.put("protocol_sha256", sha256(config.protocol().toJson()));
    origin.put(DATA, cohort.sha256());
    origin.put("seed", Long.toString(config.seed()));
    origin.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    origin.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    origin.put("devices", String.join(", ", engine.devices()));
    origin.put("device", TorchEngine.deviceName(config.engine().device()));
    new TreeMap<>(engine.environment()).forEach((name, value) -> origin.put("env " + name, value));
    return origin;
  }

  /**
   * The fingerprint of the VGG weights that the loss reads, if it does.
   *
   * @throws org.dosekit.core.DoseDataException when their file cannot be read
   */
  static Optional<String> vggWeights(TrainingConfig config) {
    VggLoss vgg = config.loss().vgg();
    return vgg.isOn()
        ? Optional.of(WeightsDigest.sha256(TensorFile.read(Path.of(vgg.weightsFile())).tensors()))
        : Optional.empty();
  }

  /** What a resumed run must have in common with its beginning to end as if it had not stopped. */
  static Map<String, String> code(EngineInfo engine) {
    Map<String, String> code = new LinkedHashMap<>();
    code.put("code_version", codeVersion());
    code.put("code_sha256", CodeFingerprint.sha256());
    code.put("engine", engine.engine());
    code.put("native_version", engine.nativeVersion());
    code.put("threads", Integer.toString(engine.threads()));
    return code;
  }

  private static String codeVersion() {
    var descriptor = Provenance.class.getModule().getDescriptor();
    return descriptor == null
        ? "unversioned build"
        : descriptor.rawVersion().orElse("unversioned build");
  }

  private static String sha256(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
