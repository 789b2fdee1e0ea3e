package org.dosekit.core.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.protocol.Protocol;

/**
 * What a trained network is for and how it is fed; kept beside every checkpoint and inside every
 * exported model.
 *
 * @param network the network
 * @param protocol the treatment site
 * @param encoding how a case is encoded
 * @param window the patch it was trained on and how patches are joined
 * @param provenance where it came from (code version, data hash, seed, ...), for people
 */
public record ModelDescription(
    NetworkSpec network,
    Protocol protocol,
    Encoding encoding,
    SlidingWindow window,
    Map<String, String> provenance) {

  /** What every model says of itself. */
  public static final String NOTICE = "research use, not for treatment";

  /**
   * Checks that network and protocol agree.
   *
   * @throws IllegalArgumentException when channel or constraint counts differ
   */
  public ModelDescription {
    Objects.requireNonNull(encoding);
    Objects.requireNonNull(window);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    if (network.inChannels() != protocol.channels().size()
        || network.constraintCount() != protocol.constraints().size()) {
      throw new IllegalArgumentException(
          "channels and constraints differ: network %d, %d != protocol '%s' %d, %d"
              .formatted(
                  network.inChannels(),
                  network.constraintCount(),
                  protocol.name(),
                  protocol.channels().size(),
                  protocol.constraints().size()));
    }
  }

  /** The description as JSON; {@link #fromJson} reads it back equal. */
  public String toJson() {
    JsonObject origin = JsonObject.create();
    provenance.forEach(origin::put);
    return JsonObject.create()
        .put("notice", NOTICE)
        .put("network", JsonObject.parse("network", network.toJson()))
        .put("encoding", JsonObject.parse("encoding", encoding.toJson()))
        .put("window", JsonObject.parse("window", window.toJson()))
        .put("provenance", origin)
        .put("protocol", JsonObject.parse("protocol", protocol.toJson()))
        .toText();
  }

  /**
   * Reads a description.
   *
   * @param where named in errors
   * @throws org.dosekit.core.DoseDataException when it is not one
   */
  public static ModelDescription fromJson(String where, String json) {
    JsonObject object = JsonObject.parse(where, json);
    JsonObject origin = object.object("provenance");
    Map<String, String> provenance = new LinkedHashMap<>();
    origin.names().forEach(name -> provenance.put(name, origin.string(name)));
    try {
      return new ModelDescription(
          NetworkSpec.fromJson(where, object.object("network").toText()),
          Protocol.fromJson(where, object.object("protocol").toText()),
          Encoding.fromJson(where, object.object("encoding").toText()),
          SlidingWindow.fromJson(where, object.object("window").toText()),
          provenance);
    } catch (IllegalArgumentException e) {
      throw object.invalid(e);
    }
  }
}
